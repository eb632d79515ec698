"""Plots: functions of a result that return axes, one file for each idea."""
