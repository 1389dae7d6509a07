// A program that waits for ever, without a C library.
__attribute__((noinline, used)) void begin(void)
{
	for (;;)
#if defined(__x86_64__)
		__asm__ volatile("syscall" ::"a"(34) : "rcx", "r11", "memory"); // pause
#else
	{
		register long x0 __asm__("x0") = 0, x1 __asm__("x1") = 0, x2 __asm__("x2") = 0, x3 __asm__("x3") = 0;
		register long x4 __asm__("x4") = 0, x8 __asm__("x8") = 73; // ppoll
		__asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x8) : "memory");
	}
#endif
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start: call begin\n");
#else
__asm__(".globl _start\n_start: bl begin\n");
#endif
