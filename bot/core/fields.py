"""What fields of the knowledge may hold: ids, phone numbers, addresses; each says which form it must have."""

from typing import Annotated

from pydantic import Field

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
"""Stable: reminders, buttons and links refer to it. 48 characters fit Telegram's 64 bytes with a prefix."""
Phone = Annotated[str, Field(pattern=r"^\+\d{1,3}(?: ?\d){6,12}$")]
"""International form, such as +48 123 456 789."""
Email = Annotated[str, Field(pattern=r"^[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}$")]
"""An e-mail address."""
Url = Annotated[str, Field(pattern=r"^(?:https?://|www\.)[\w.-]+\.[a-z]{2,}(?:/\S*)?$")]
"""A web address, beginning with https:// or www."""
