"""What the user wrote: tables, settings, checks, changes."""
