"""Tables and SQL: one file for each family of tables, one writer with group commit for all of them.

The rules of concurrency, the same on SQLite and PostgreSQL:

- Every process is an *owner* with a lease that it renews; a row that it works on names it in `leased_by`.
- A row is free when nobody leases it or its owner's lease has run out; claims skip locked rows.
- Only the oldest unfinished row of a chat can be claimed, so order is kept across processes.
"""
