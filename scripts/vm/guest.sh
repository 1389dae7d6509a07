#!/run/busybox sh
# Second program of the test VM, in its final root: mounts, users, network, sshd. `vm.tracefs=no` on the kernel's
# command line leaves tracefs unmounted.
bb=/run/busybox
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

$bb mount -t proc proc /proc
$bb mount -t sysfs sysfs /sys
$bb mount -t devtmpfs devtmpfs /dev
$bb mkdir -p /dev/pts /dev/shm
$bb mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
$bb mount -t tmpfs tmpfs /dev/shm
$bb mount -t tmpfs -o mode=1777 tmpfs /tmp
$bb mount -t tmpfs -o mode=1777 tmpfs /var/tmp
$bb mount -t cgroup2 cgroup2 /sys/fs/cgroup
$bb mount -t securityfs securityfs /sys/kernel/security
$bb mount -t bpf bpf /sys/fs/bpf
$bb mount -t debugfs debugfs /sys/kernel/debug
$bb grep -q vm.tracefs=no /proc/cmdline || $bb mount -t tracefs tracefs /sys/kernel/tracing

# Homes start empty: the machine's own start-up files and caches are not the VM's, and cost seconds at each login.
$bb mount -t tmpfs -o mode=700 tmpfs /root
$bb mount -t tmpfs -o mode=755 tmpfs /home
$bb mkdir -p /run/sshd

# Its own name must resolve at once, or sudo waits for a name server that is not there.
$bb hostname vm61
$bb echo '127.0.0.1 localhost vm61' >/etc/hosts
$bb rm -f /etc/resolv.conf
$bb touch /etc/resolv.conf
$bb ip link set lo up
$bb ip link set eth0 up
$bb ip addr add 10.0.2.15/24 dev eth0
$bb ip route add default via 10.0.2.2

# Three kinds of users without uid 0. Each one's password is "<name>'s password".
user() {
  $bb echo "$1:x:$2:$2::/home/$1:/bin/bash" >>/etc/passwd
  $bb echo "$1:x:$2:" >>/etc/group
  $bb echo "$1:$($bb mkpasswd -m sha512 "$1's password"):19000:0:99999:7:::" >>/etc/shadow
  $bb mkdir -p "/home/$1"
  $bb chown "$2:$2" "/home/$1"
  $bb chmod 700 "/home/$1"
}
user alice 4001
user bob 4002
user carol 4003
$bb mkdir -p /etc/sudoers.d
$bb echo 'alice ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/vm
$bb echo 'bob ALL=(ALL:ALL) ALL' >>/etc/sudoers.d/vm
$bb chmod 440 /etc/sudoers.d/vm

$bb cat >/run/vm/sshd_config <<'CONFIG'
ListenAddress 0.0.0.0
HostKey /run/vm/host_key
AuthorizedKeysFile /run/vm/authorized_keys
PidFile none
StrictModes no
UseDNS no
UsePAM yes
PermitRootLogin prohibit-password
PasswordAuthentication yes
KbdInteractiveAuthentication yes
MaxStartups 100
PrintMotd no
PrintLastLog no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
CONFIG

# busybox' init reaps orphans and starts sshd again should a test kill it.
$bb echo '::respawn:/usr/sbin/sshd -D -e -f /run/vm/sshd_config' >/etc/inittab
exec $bb init
