/*
 * Runs a program and ends it by SIGKILL just before one of its system calls:
 *
 *   syscall-kill PROGRAM [ARGUMENT...]
 *     A server.  "at N" on standard input begins to count the calls of its
 *     threads that wait in epoll, and ends it before the N-th (0: never);
 *     "count" tells how many there were.  Each is answered by a line.
 *   syscall-kill --at N [--from TEXT] PROGRAM [ARGUMENT...]
 *     Counts all calls from the first connect(2) on, or from the sendto(2) on
 *     that has TEXT in its first bytes.
 *
 * The last line is "killed N CALL", CALL as in sys/syscall.h, or "ended N".
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	EXIT_USAGE = 2,
	SERVING_MAX = 512,
	SYSCALL_STOP = SIGTRAP | 0x80,
	FIRST_BYTES = 512
};

static struct {
	pid_t pid;
	bool told;	  /* on standard input; else it begins by itself */
	const char *from; /* NULL: connect(2) */
	_Atomic bool counts;
	_Atomic long counted, at;
	bool killed;
	long call;
	pid_t serving[SERVING_MAX]; /* threads that were seen to wait */
	size_t nserving;
} self;

static bool
is_wait(long call)
{
#ifdef SYS_epoll_wait
	if (call == SYS_epoll_wait)
		return true;
#endif
	return call == SYS_epoll_pwait;
}

static bool
is_serving(pid_t thread, long call)
{
	for (size_t i = 0; i < self.nserving; i++)
		if (self.serving[i] == thread)
			return true;
	if (!is_wait(call) || self.nserving == SERVING_MAX)
		return false;
	self.serving[self.nserving++] = thread;
	return true;
}

/* The kernel knows the address as a number. */
static bool
is_sent(pid_t thread, uint64_t address, uint64_t size)
{
	char text[FIRST_BYTES];
	struct iovec here = { text, size < sizeof(text) ? size : sizeof(text) };
	struct iovec there = { (void *)(uintptr_t)address, here.iov_len };
	ssize_t n = process_vm_readv(thread, &here, 1, &there, 1, 0);

	return n > 0 &&
	    memmem(text, (size_t)n, self.from, strlen(self.from)) != NULL;
}

static bool
is_counted(pid_t thread, const struct __ptrace_syscall_info *info)
{
	long call = (long)info->entry.nr;

	if (self.told)
		return is_serving(thread, call) && self.counts;
	if (!self.counts && self.from == NULL)
		self.counts = call == SYS_connect;
	else if (!self.counts && call == SYS_sendto)
		self.counts = is_sent(
		    thread, info->entry.args[1], info->entry.args[2]);
	return self.counts;
}

static void
call_begins(pid_t thread)
{
	struct __ptrace_syscall_info info;
	long call;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_ENTRY || self.killed)
		return;
	call = (long)info.entry.nr;
	if (!is_counted(thread, &info) || ++self.counted != self.at)
		return;
	self.killed = true;
	self.call = call;
	kill(self.pid, SIGKILL);
}

/* The signal with which a stopped thread goes on. */
static int
stop_look(pid_t thread, int status)
{
	int signal_no = WSTOPSIG(status);

	if (signal_no == SYSCALL_STOP)
		call_begins(thread);
	/* exec, a new thread: the tracer's own affairs */
	if (signal_no == SYSCALL_STOP || status >> 16 != 0 ||
	    signal_no == SIGSTOP || signal_no == SIGTRAP)
		return 0;
	return signal_no;
}

static int
follow(void)
{
	for (;;) {
		int status;
		pid_t thread = waitpid(-1, &status, __WALL);

		if (thread < 0 && errno != EINTR)
			return EXIT_FAILURE;
		if (thread < 0)
			continue;
		if (WIFSTOPPED(status)) {
			long signal_no = stop_look(thread, status);

			if (!self.killed)
				ptrace(PTRACE_SYSCALL, thread, NULL, signal_no);
		} else if (thread == self.pid) {
			break;
		}
	}
	if (self.killed)
		printf("killed %ld %ld\n", self.counted, self.call);
	else
		printf("ended %ld\n", self.counted);
	return EXIT_SUCCESS;
}

/* Who gives the orders is gone: the program goes as well. */
static void *
orders_take(void *arg)
{
	char line[64];

	while (fgets(line, sizeof(line), stdin)) {
		if (strncmp(line, "at ", 3) == 0) {
			self.counted = 0;
			self.at = strtol(line + 3, NULL, 10);
			self.counts = true;
			puts("counting");
		} else {
			printf("count %ld\n", self.counted);
		}
		fflush(stdout);
	}
	_exit(EXIT_FAILURE);
	return arg;
}

static void
program_become(char **argv)
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 && raise(SIGSTOP) == 0 &&
	    dup2(STDERR_FILENO, STDOUT_FILENO) >= 0)
		execvp(argv[0], argv);
	perror(argv[0]);
	_exit(EXIT_USAGE);
}

static int
program_run(char **argv)
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE |
	    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
	pthread_t orders;
	int status;

	self.pid = fork();
	if (self.pid == 0)
		program_become(argv);
	if (self.pid < 0 || waitpid(self.pid, &status, 0) != self.pid ||
	    !WIFSTOPPED(status) ||
	    ptrace(PTRACE_SETOPTIONS, self.pid, NULL, options) != 0 ||
	    ptrace(PTRACE_SYSCALL, self.pid, NULL, 0L) != 0) {
		perror("syscall-kill");
		return EXIT_FAILURE;
	}
	if (self.told && pthread_create(&orders, NULL, orders_take, NULL) != 0)
		return EXIT_FAILURE;
	return follow();
}

int
main(int argc, char **argv)
{
	self.told = argc < 4 || strcmp(argv[1], "--at") != 0;
	if (argc < 2) {
		fputs("usage: syscall-kill [--at N [--from TEXT]] "
		      "PROGRAM [ARGUMENT...]\n",
		    stderr);
		return EXIT_USAGE;
	}
	if (self.told)
		return program_run(argv + 1);
	self.at = strtol(argv[2], NULL, 10);
	if (argc < 6 || strcmp(argv[3], "--from") != 0)
		return program_run(argv + 3);
	self.from = argv[4];
	return program_run(argv + 5);
}
