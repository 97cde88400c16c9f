"""Closure of a state machine."""


def reachable(successors):
    """All states each state leads to, over any number of steps: `{state: {state, …}}`."""
    closure = {}
    for start in successors:
        seen, todo = set(), list(successors[start])
        while todo:
            state = todo.pop()
            if state not in seen:
                seen.add(state)
                todo += successors.get(state, ())
        closure[start] = seen
    return closure
