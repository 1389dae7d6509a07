/** Splits the stderr of a command under sudo: what sudo says, its prompts, and what the command says. */
import { PassThrough, type Readable } from 'node:stream';

/** sudo's lecture and a banner fit in many times over. */
const mostSaid = 64 * 1024;

export class StderrGate {
  /** The command's own stderr. */
  readonly stderr = new PassThrough();
  /** The command's process id; undefined when the stream ended before it started. */
  readonly opened: Promise<number | undefined>;
  #head = '';
  #said = '';
  #open: (pid: number | undefined) => void = () => undefined;

  constructor(
    private readonly source: Readable,
    private readonly prompt: string,
    private readonly started: string,
    private readonly onPrompt: () => void,
  ) {
    this.opened = new Promise((resolve) => (this.#open = resolve));
    this.stderr.on('error', () => undefined);
    source.on('data', this.#read);
    source.on('end', this.#end);
  }

  /** What sudo said, without the prompts. */
  get said(): string {
    return (this.#said + this.#head).trim();
  }

  // Bytes are kept as latin1 while they are looked through, which changes none of them.
  readonly #read = (chunk: Buffer): void => {
    this.#head += chunk.toString('latin1');
    for (;;) {
      const start = this.#head.indexOf(this.started);
      const prompt = this.#head.indexOf(this.prompt);
      // Behind the start, both words are the command's own.
      if (prompt < 0 || (start >= 0 && start < prompt)) break;
      this.#said += this.#head.slice(0, prompt);
      this.#head = this.#head.slice(prompt + this.prompt.length);
      this.onPrompt();
    }
    const at = this.#head.indexOf(this.started);
    const end = at < 0 ? -1 : this.#head.indexOf('\n', at);
    if (end >= 0) this.#pass(at, end);
    else if (this.#head.length > mostSaid) this.#head = this.#head.slice(-mostSaid);
  };

  #pass(at: number, end: number): void {
    const pid = Number(this.#head.slice(at + this.started.length, end));
    const rest = this.#head.slice(end + 1);
    this.#said += this.#head.slice(0, at);
    this.#head = '';
    this.source.off('data', this.#read);
    this.source.off('end', this.#end);
    if (rest !== '') this.stderr.write(Buffer.from(rest, 'latin1'));
    this.source.pipe(this.stderr);
    // A reader that leaves must not block the command.
    this.stderr.on('close', () => this.source.resume());
    this.#open(pid);
  }

  readonly #end = (): void => {
    this.stderr.end();
    this.#open(undefined);
  };
}
