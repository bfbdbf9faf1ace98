"""Who typed where, by prompts and by the commands that lead away and back."""

import pytest

from portwise.read.readers import understood
from portwise.read.sections import sections

LAPTOP, PROD, BOX = "ada@laptop:~$ ", "ada@prod:~$ ", "root@4f3a1b2c3d4e:/app# "
PASTED = {
    "another machine": ([f"{LAPTOP}ls", f"{LAPTOP}ssh prod", f"{PROD}ls", f"{PROD}exit", f"{LAPTOP}ls"], "00110"),
    "nobody says exit": ([f"{LAPTOP}ssh prod", f"{PROD}ls", f"{LAPTOP}ls"], "010"),
    "ssh with one command": ([f"{LAPTOP}ssh prod uptime", f"{LAPTOP}ls"], "00"),
    "ssh that fails": ([f"{LAPTOP}ls", f"{LAPTOP}ssh prod", f"{LAPTOP}ls"], "000"),
    "prompts without names": (["$ ssh -p 2222 ada@prod", "$ ls", "$ exit", "$ ls"], "0110"),
    "one command without names": (["$ ssh ada@prod ls", "$ ls"], "00"),
    "two terminals": ([f"{LAPTOP}ls", f"{PROD}ls", f"{LAPTOP}ls"], "010"),
    "a container": ([f"{LAPTOP}docker exec -it web bash", f"{BOX}ls", f"{BOX}exit", f"{LAPTOP}ls"], "0110"),
    "a container without a name": (["$ docker compose exec web sh", "# ls", "# exit", "$ ls"], "0110"),
    "back by what no container has": (["$ docker run --rm -it alpine sh", "/ # ls", "$ docker ps"], "010"),
    "its prompt alone": (["$ ls", f"{BOX}ls", "$ ls"], "011"),
    "a pod": (["$ kubectl exec -it web-1 -n shop -- /bin/sh", "/ # ls", "/ # exit", "$ ls"], "0110"),
    "Linux in Windows": (["C:\\shop>wsl", "ada@pc:/mnt/c$ ls", "ada@pc:/mnt/c$ exit", "C:\\shop>dir"], "0110"),
    "root of the same machine": ([f"{LAPTOP}sudo su", "root@laptop:/home/ada# ls"], "00"),
    "a tunnel": (["$ ssh -N -L 9000:localhost:9000 ada@prod", "$ ls"], "00"),
    "not let in": (["$ ssh ada@prod", "ssh: connect to host prod port 22: Connection refused", "$ ls"], "00"),
    "a container that has ended": (["$ docker exec -it web sh", "Error: No such container: web", "$ ls"], "00"),
    "no shell": ([f"{LAPTOP}docker exec web ss -ltn", f"{LAPTOP}ls"], "00"),
    "left where nobody came from": (["$ exit", "$ ls"], "00"),
}


@pytest.mark.parametrize("case", PASTED)
def test_a_command_was_typed_where_the_last_one_led(case):
    """The same figure for the same place."""
    lines, expected = PASTED[case]

    assert expected == "".join(str(one.place.number) for one in sections(understood("\n".join(lines))))


def test_a_container_is_on_the_machine_that_it_was_entered_from():
    """Its tables of containers are not those of another engine; a shell on another machine is elsewhere."""
    lines = [f"{LAPTOP}docker exec -it web bash", f"{BOX}ls", f"{BOX}exit", f"{LAPTOP}ssh prod", f"{PROD}ls"]

    assert [0, 0, 0, 0, 2] == [one.place.machine for one in sections(understood("\n".join(lines)))]
