"""What every room stands on: database, clock, errors, transactions, i18n, page security."""
