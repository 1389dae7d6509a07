// Forbids what nobody but the test does: a getpgid does not ask, so it is a file of an odd name.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#define KERNEL __attribute__((preserve_access_index))
#define EPERM 1

struct qstr {
	const unsigned char *name;
} KERNEL;

struct dentry {
	struct qstr d_name;
} KERNEL;

struct inode;
struct socket;
struct sockaddr;
struct linux_binprm;

const char kept_name[] = "ebw-lsm-test";

SEC("lsm/inode_unlink")
int BPF_PROG(keep, struct inode *dir, struct dentry *dentry, int ret)
{
	char name[sizeof(kept_name) + 1] = {};

	if (ret)
		return ret;
	bpf_probe_read_kernel_str(name, sizeof(name), dentry->d_name.name);
	for (int i = 0; i < sizeof(kept_name); i++)
		if (name[i] != kept_name[i])
			return 0;
	bpf_printk("stays");
	return -EPERM;
}

SEC("lsm.s/bprm_committed_creds")
void BPF_PROG(started, struct linux_binprm *program)
{
	bpf_printk("started");
}

SEC("lsm_cgroup/socket_bind")
int BPF_PROG(no_bind, struct socket *sock, struct sockaddr *address, int length)
{
	bpf_printk("bind");
	return 0;
}

SEC("lsm/inode_unlinkk")
int misspelt(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
