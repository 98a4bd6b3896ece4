"""The organisers' desk: one menu in the chat, behind it a room for each thing that they can do."""
