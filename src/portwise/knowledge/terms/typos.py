"""Port numbers that people take for one another."""

from __future__ import annotations

# taken by web servers where nobody names a port: the manuals of rails, react, vite, flask, django, node, jupyter, hugo
USUAL_FOR_WEB = frozenset((1313, 3000, 3001, 4000, 4200, 4321, 5000, 5173, 5174, 8000, 8001, 8080, 8081, 8443, 8888))


def slip(meant: int, typed: int) -> bool:
    """
    Whether one slip of the finger leads from one number to the other.

    A digit left out, doubled or put in, two neighbours swapped, or one digit struck
    wrong that is not the first: who types 3000 for 8000 did not slip, he confused.
    """
    one, other = str(meant), str(typed)
    if len(one) == len(other):
        unlike = [n for n in range(len(one)) if one[n] != other[n]]
        swapped = len(unlike) == 2 and unlike[1] == unlike[0] + 1 and one[unlike[0]] == other[unlike[1]]
        return (len(unlike) == 1 and unlike[0] > 0) or (swapped and one[unlike[1]] == other[unlike[0]])
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))
