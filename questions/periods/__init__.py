"""Periods in a question: 上周, 国庆以来, 9月1日到15日 → days on the office's calendar."""
