"""Which line says where a database listens."""

import time

import pytest

from portwise.formats.listening import Include, Line, mongod, mysql, postgres, redis
from tests.pace import within

POSTGRES = "#listen_addresses = 'localhost'\t# what\r\nlisten_addresses='a, b' # c\n  include_dir 'conf.d'\nport = 1\n"
MYSQL = """bind-address = 10.0.0.1
[mysql]
bind-address = 10.0.0.2
[mysqld]
#bind-address = 10.0.0.3
bind_address = 10.0.0.4 # why
skip-networking
!includedir /etc/mysql/conf.d/
[mariadb-10.11]
skip_networking=0
"""
REDIS = 'bind 127.0.0.1 -::1\n# bind 1.1.1.1\nrequirepass "se cret"\ninclude /etc/more.conf\nport 6379\n'
MONGOD = "net:  # where\n  port: 27017\n  bindIp: 127.0.0.1,::1  # us\nsecurity:\n  authorization: enabled\n"
OLD = "bind_ip = 127.0.0.1\n"


@pytest.mark.parametrize(
    ("grammar", "text", "found"),
    [
        (
            postgres,
            "#Listen_Addresses = 'localhost'\nLISTEN_ADDRESSES = '*'\nInclude_Dir 'conf.d'\ninclude_if_exists = 'x'\n",
            [  # guc_name_compare() takes no notice of case
                Line("#listen_addresses", "localhost", "#Listen_Addresses = 'localhost'", 1),
                Line("listen_addresses", "*", "LISTEN_ADDRESSES = '*'", 2),
                Include("conf.d", True, 3),
                Include("x", False, 4),
            ],
        ),
        (
            postgres,
            POSTGRES,
            [
                Line("#listen_addresses", "localhost", "#listen_addresses = 'localhost'", 1),
                Line("listen_addresses", "a, b", "listen_addresses='a, b'", 2),
                Include("conf.d", True, 3),
            ],
        ),
        (
            mysql,
            MYSQL,
            [
                Line("bind-address", "10.0.0.4", "bind_address = 10.0.0.4", 6),
                Line("skip-networking", "", "skip-networking", 7),
                Include("/etc/mysql/conf.d/", True, 8),
                Line("skip-networking", "0", "skip_networking=0", 10),
            ],
        ),
        (
            redis,
            REDIS,
            [
                Line("bind", "127.0.0.1 -::1", "bind 127.0.0.1 -::1", 1),
                Line("requirepass", "guarded", "", 3),
                Include("/etc/more.conf", False, 4),
                Line("port", "6379", "port 6379", 5),
            ],
        ),
        (
            mongod,
            MONGOD,
            [
                Line("net", "  ", "net:", 1),
                Line("bindIp", "127.0.0.1,::1", "bindIp: 127.0.0.1,::1", 3),
                Line("authorization", "enabled", "authorization: enabled", 5),
            ],
        ),
        (mongod, OLD, [Line("bind_ip", "127.0.0.1", "bind_ip = 127.0.0.1", 1)]),
        (mongod, "", []),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_the_statement_is_found_as_it_stands(grammar, text, found):
    """With its line as an editor counts them; of a password only that there is one, of a client's settings nothing."""
    assert found == list(grammar(text))


@pytest.mark.parametrize(
    ("text", "guards"),
    [
        ("requirepass x", True),
        ('requirepass ""', False),
        ("requirepass ''", False),
        ('requirepass foo\nRequirePass ""', False),
        ("user default on >s ~* +@all", True),
        ('user "default" on nopass ~* +@all', False),
        ("user default on NoPass ~* +@all", False),
        ("user default off", True),
        ("aclfile /etc/redis/users.acl", False),
    ],
)
def test_an_empty_password_is_none(text, guards):
    """What comes last says whether anybody is kept out."""
    assert guards is bool([*redis(text)][-1].value)


def test_another_user_keeps_nobody_out():
    """Whoever comes without a name is the default one."""
    assert [] == [*redis("user worker on >s ~* +@all")]


@pytest.mark.parametrize("grammar", [postgres, mysql, redis, mongod], ids=lambda grammar: grammar.__name__)
@pytest.mark.parametrize(
    "sign", [" ", "#", "bind ", "net", "listen_addresses='", "a:", "\t#", "[mysqld]\nbind-address"]
)
def test_a_line_of_any_length_is_read_in_time(grammar, sign):
    """No expression goes back and forth over it."""
    began = time.process_time()
    list(grammar("[mysqld]\n" + sign * 20_000))

    assert within(time.process_time() - began, 2.0)
