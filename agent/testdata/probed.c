// A program for uprobes, without a C library so that it runs on any machine: it calls each of its functions once and
// ends with how many places of its tracepoint were enabled by the counter. The tracepoint's notes are written as
// <sys/sdt.h> writes them.

#define KEPT __attribute__((noinline, used))
#define MARK 0x7eb0000

KEPT int work_first(int n) { __asm__ volatile("" : "+r"(n)); return n + 1; }
KEPT int work_second(int n) { __asm__ volatile("" : "+r"(n)); return n + 2; }
// What a C++ compiler makes of `int space::Thing::run(int)` and `int space::only(char)`.
KEPT int _ZN5space5Thing3runEi(int n) { __asm__ volatile("" : "+r"(n)); return n + 3; }
KEPT int _ZN5space4onlyEc(int n) { __asm__ volatile("" : "+r"(n)); return n + 4; }
KEPT static int hidden(int n) { __asm__ volatile("" : "+r"(n)); return n + 5; }

__attribute__((section(".probes"))) volatile unsigned short counter;

// Three arguments: a constant, a register, and memory.
#define POINT(name, number, memory)                                                        \
	__asm__ volatile("990: nop\n"                                                     \
			 ".pushsection .note.stapsdt,\"?\",\"note\"\n"                    \
			 ".balign 4\n"                                                    \
			 ".4byte 992f-991f, 994f-993f, 3\n"                               \
			 "991: .asciz \"stapsdt\"\n"                                      \
			 "992: .balign 4\n"                                               \
			 "993: .8byte 990b\n"                                             \
			 ".8byte _.stapsdt.base\n"                                        \
			 ".8byte counter\n"                                               \
			 ".asciz \"shop\"\n"                                              \
			 ".asciz \"" name "\"\n"                                          \
			 ".asciz \"" ARGUMENTS "\"\n"                                     \
			 "994: .balign 4\n"                                               \
			 ".popsection\n"                                                  \
			 ".ifndef _.stapsdt.base\n"                                       \
			 ".pushsection .stapsdt.base,\"aG\",\"progbits\",.stapsdt.base,comdat\n" \
			 ".weak _.stapsdt.base\n"                                         \
			 ".hidden _.stapsdt.base\n"                                       \
			 "_.stapsdt.base: .space 1\n"                                     \
			 ".size _.stapsdt.base, 1\n"                                      \
			 ".popsection\n"                                                  \
			 ".endif\n" ::"r"(number), "r"(memory) : "memory")

// Which registers the arguments are in is said here and in the note.
#if defined(__x86_64__)
#define NUMBER "rbx"
#define AMOUNTS "r12"
#define ARGUMENTS "-4@$-9 8@%%rbx -2@2(%%r12)"
#else
#define NUMBER "x19"
#define AMOUNTS "x20"
#define ARGUMENTS "-4@-9 8@x19 -2@[x20, 2]"
#endif

KEPT static int sell(long number)
{
	short amounts[] = { 0, -7 };
	if (!counter)
		return 0;
	register long in_register __asm__(NUMBER) = number;
	register short *in_memory __asm__(AMOUNTS) = amounts;
	POINT("sale", in_register, in_memory);
	return 1;
}

KEPT static void leave(int code)
{
#if defined(__x86_64__)
	__asm__ volatile("syscall" ::"a"(60), "D"((long)code));
#else
	register long x0 __asm__("x0") = code;
	register long x8 __asm__("x8") = 93;
	__asm__ volatile("svc 0" ::"r"(x0), "r"(x8));
#endif
	__builtin_unreachable();
}

KEPT void begin(void)
{
	work_first(MARK + 1);
	work_second(MARK + 2);
	_ZN5space5Thing3runEi(MARK + 3);
	_ZN5space4onlyEc(MARK + 4);
	hidden(MARK + 5);
	leave(sell(MARK + 6));
}

// The kernel leaves the stack aligned to 16 bytes, which a called function does not expect.
#if defined(__x86_64__)
__asm__(".globl _start\n_start: xor %ebp, %ebp\n call begin\n hlt\n");
#else
__asm__(".globl _start\n_start: mov x29, #0\n bl begin\n brk #0\n");
#endif
