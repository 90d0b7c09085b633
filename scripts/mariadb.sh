#!/bin/sh
# A throwaway MariaDB server for the tests, on a free port of 127.0.0.1, with its data in a directory of its own.
#
#   scripts/mariadb.sh start DIR     starts a server with its files in DIR (made if missing), prints its URL
#   scripts/mariadb.sh stop DIR      stops it and removes DIR
#   scripts/mariadb.sh run COMMAND…  runs a command with ASYNCSHIFT_TEST_MYSQL_URL set, and stops the server afterwards
#
# Needs mariadbd and mariadb-install-db on the PATH (Debian: apt-get install mariadb-server), and node for a free port.
set -eu

fail() {
  echo "mariadb.sh: $1" >&2
  exit 2
}

start() {
  dir=$1
  command -v mariadbd >/dev/null || fail 'mariadbd is not on the PATH; on Debian: apt-get install mariadb-server'
  mkdir -p "$dir"
  dir=$(cd "$dir" && pwd)
  [ ! -e "$dir/server.pid" ] || fail "a server is running in $dir already"
  user=$(id -un)
  mariadb-install-db --no-defaults --user="$user" --datadir="$dir/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$dir/install.log" 2>&1 || { cat "$dir/install.log" >&2; fail 'mariadb-install-db failed'; }
  port=$(node -e "const s = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close(); })")
  cat >"$dir/init.sql" <<SQL
CREATE DATABASE asyncshift CHARACTER SET utf8mb4;
CREATE USER 'tester'@'%' IDENTIFIED BY 'secret';
GRANT ALL ON *.* TO 'tester'@'%';
SQL
  mariadbd --no-defaults --user="$user" --datadir="$dir/data" --socket="$dir/server.sock" --pid-file="$dir/server.pid" \
    --bind-address=127.0.0.1 --port="$port" --init-file="$dir/init.sql" --skip-name-resolve >"$dir/server.log" 2>&1 </dev/null &
  # Answering the tester's login means that the init file has been run.
  tries=0
  until mariadb --no-defaults -h 127.0.0.1 -P "$port" -u tester -psecret asyncshift -e 'SELECT 1' >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { cat "$dir/server.log" >&2; fail 'the server did not answer within 60 seconds'; }
    sleep 0.5
  done
  echo "mysql://tester:secret@127.0.0.1:$port/asyncshift"
}

stop() {
  dir=$1
  if [ -e "$dir/server.pid" ]; then
    pid=$(cat "$dir/server.pid")
    kill "$pid"
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -rf "$dir"
}

case "${1:-}" in
  start) [ $# -eq 2 ] || fail 'usage: mariadb.sh start DIR'; start "$2" ;;
  stop) [ $# -eq 2 ] || fail 'usage: mariadb.sh stop DIR'; stop "$2" ;;
  run)
    shift
    [ $# -gt 0 ] || fail 'usage: mariadb.sh run COMMAND…'
    server_dir=$(mktemp -d)
    trap 'stop "$server_dir"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    ASYNCSHIFT_TEST_MYSQL_URL=$(start "$server_dir")
    export ASYNCSHIFT_TEST_MYSQL_URL
    "$@"
    ;;
  *) fail 'usage: mariadb.sh start DIR | stop DIR | run COMMAND…' ;;
esac
