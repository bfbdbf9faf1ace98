"""
Stands for mongod, by its name, its Unix socket and ``net.bindIp`` of its file, on loopback unless it says otherwise.

It speaks no word of MongoDB: ``mongo.py --config FILE``.
"""

import argparse
import pathlib
import re
import select
import socket

parser = argparse.ArgumentParser()
parser.add_argument("--config", type=pathlib.Path)
text = parser.parse_args().config.read_text()

pathlib.Path("/proc/self/comm").write_text("mongod")
told = re.search(r"^ +bindIp: *(\S+)", text, re.MULTILINE)
(folder,) = re.findall(r"pathPrefix: *(\S+)", text)
door = pathlib.Path(folder, "mongodb-27017.sock")
door.unlink(missing_ok=True)
own = socket.socket(socket.AF_UNIX)
own.bind(str(door))
own.listen()
places = [socket.create_server((address, 27017)) for address in (told[1] if told else "localhost").split(",")]
while True:
    for ready in select.select(places, (), ())[0]:
        ready.accept()[0].close()
