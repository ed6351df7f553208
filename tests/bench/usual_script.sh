#!/bin/sh
# What one writes in an afternoon to keep films in order: of each what ffprobe says, in SQLite, and a picture of a fifth into it. Two at a time.
# usage: usual_script.sh FOLDER CATALOGUE PICTURES
set -u

one() { # CATALOGUE PICTURES FILM
    facts=$(ffprobe -v error -of json -show_format -show_streams "$3")
    seconds=$(printf '%s' "$facts" | sed -n 's/.*"duration": "\([0-9]*\).*/\1/p' | tail -n 1)
    quoted() { printf '%s' "$1" | sed "s/'/''/g"; }
    sqlite3 -cmd '.timeout 10000' "$1" "INSERT INTO films VALUES ('$(quoted "$3")', '$(quoted "$facts")')"
    ffmpeg -nostdin -v error -y -ss $((${seconds:-0} / 5)) -i "$3" -frames:v 1 -vf scale=640:-2 -q:v 4 "$2/$(basename "$3").jpg"
}

if [ "$1" = --one ]; then
    shift
    one "$@"
    exit 0
fi
sqlite3 "$2" 'CREATE TABLE films (path TEXT, facts TEXT)'
find "$1" -type f -print0 | xargs -0 -n 1 -P 2 "$0" --one "$2" "$3"
