"""The pre-trade gate and the state it decides on.

Part of the engine's state, so that replay repeats every refusal.
"""
