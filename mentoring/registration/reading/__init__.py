"""Reads the spreadsheets people really have into clean rows, with every fault said in words; knows no database."""
