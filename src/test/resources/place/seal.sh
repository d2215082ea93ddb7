#!/usr/bin/env bash
# Runs a command as a container of the FlowFuse chart would: as user 1000, without rights, in a
# root that cannot be written to, with no temporary folder and no locale. What can be written is the
# home's var, if it has one, and /tmp, if a folder for it is named.
#
# seal.sh HOME PROGRAM JAVA TEMPORARY [NAME=VALUE ...] COMMAND...
# HOME has etc and perhaps var; PROGRAM has what a packed tree has; TEMPORARY may be empty.
set -euo pipefail

if [[ "${SEALED:-}" != yes ]]; then
    exec env SEALED=yes unshare --mount --propagation private "$0" "$@"
fi

home="$1" program="$2" java="$3" temporary="$4"
shift 4

# All that is needed comes to one folder, since the rest of this machine is perhaps closed to others.
place=/usr/src
mount -t tmpfs -o size=1m,mode=755 none "$place"
home_there="$place/flowforge-file-server"
mkdir -p "$home_there/etc" "$place/flowkeep" "$place/java"
mount --bind "$java" "$place/java"
mount --bind "$home/etc" "$home_there/etc"
if [[ -d "$home/var" ]]; then
    mkdir "$home_there/var"
    mount --bind "$home/var" "$home_there/var"
fi
for part in flowkeep flowkeep.jar flowkeep.aot lib native; do
    from="$program/$part"
    [[ -e "$from" ]] || from="$program/target/$part"
    [[ -e "$from" ]] || continue
    if [[ -d "$from" ]]; then mkdir "$place/flowkeep/$part"; else touch "$place/flowkeep/$part"; fi
    mount --bind "$from" "$place/flowkeep/$part"
done
mount -o remount,bind,ro "$place"
for folder in /var/tmp /dev/shm /run; do
    [[ ! -d "$folder" ]] || mount -t tmpfs -o ro,size=4k,mode=555 none "$folder"
done
if [[ -n "$temporary" ]]; then
    mount --bind "$temporary" /tmp
else
    mount -t tmpfs -o ro,size=4k,mode=555 none /tmp
fi
mount -o remount,bind,ro /
cd /
exec setpriv --reuid=1000 --regid=1000 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \
    env -i PATH=/usr/bin:/bin JAVA_HOME="$place/java" FLOWFORGE_HOME="$home_there" "$@"
