#!/bin/busybox sh
# First program of the test VM: lays a tmpfs over the host's root, which comes read-only over 9p, and moves into it.
# Whatever the VM writes therefore ends with the VM, and nothing of the host can be changed from inside.
set -e
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t devtmpfs devtmpfs /dev

while read -r module; do
  $bb insmod "/modules/$module"
done </modules/order

# cache=loose: the host's files are taken as constant while the VM runs, or clang alone takes a minute to load.
$bb mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro root /lower
$bb mount -t tmpfs -o mode=755,size=75% tmpfs /over
$bb mkdir /over/upper /over/work
$bb mount -t overlay -o lowerdir=/lower,upperdir=/over/upper,workdir=/over/work overlay /new

$bb mkdir -p /new/run /new/proc
$bb mount -t tmpfs -o mode=755 tmpfs /new/run
$bb cp -r $bb /guest.sh /vm /new/run/

# The VM's own kernel modules, for modprobe; they lie somewhere on the host. Now, before anything hides that place.
modules=$($bb sed -n 's/.*\bvm\.modules=\([^ ]*\).*/\1/p' /proc/cmdline)
$bb mkdir -p "/new/lib/modules/$($bb uname -r)"
$bb mount --bind "/lower$modules" "/new/lib/modules/$($bb uname -r)"
$bb umount /proc
$bb umount /dev
exec $bb switch_root /new /run/guest.sh
