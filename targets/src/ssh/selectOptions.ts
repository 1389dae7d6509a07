/**
 * Which lines of ssh_config apply to one host: ssh_config(5), "Host" and "Match". For each option the first line
 * wins, except `IdentityFile`, which adds up. `Match exec` is never executed: connecting must not run commands
 * that a file names.
 */
import type { ConfigLine } from './configLines';
import { matchesPatterns } from './patterns';
import type { Place } from './place';
import { expandHostName } from './tokens';
import type { Log } from '../log';

export type OptionLine = Extract<ConfigLine, { kind: 'option' }>;
export type Selected = ReadonlyMap<string, readonly OptionLine[]>;

interface Query {
  original: string;
  user: string | undefined;
  place: Place;
  log: Log;
}

export function selectOptions(lines: readonly ConfigLine[], query: Query): Selected {
  const selection = new Selection(query);
  selection.walk(lines);
  // `Match final` asks for a second reading, with the host name that the first one found.
  if (selection.sawFinal) {
    selection.final = true;
    selection.walk(lines);
  }
  return selection.options;
}

class Selection {
  readonly options = new Map<string, OptionLine[]>();
  sawFinal = false;
  final = false;

  constructor(private readonly query: Query) {}

  walk(lines: readonly ConfigLine[]): void {
    let applies = true;
    for (const line of lines) {
      switch (line.kind) {
        case 'host':
          applies = matchesPatterns(line.values, this.final ? this.#hostName() : this.query.original);
          break;
        case 'match':
          applies = this.#matches(line.values, `${line.file}:${line.line}`);
          break;
        case 'include':
          if (applies) for (const file of line.files) this.walk(file);
          break;
        case 'option':
          if (applies) this.#add(line);
      }
    }
  }

  #add(line: OptionLine): void {
    const known = this.options.get(line.name);
    if (!known) this.options.set(line.name, [line]);
    else if (line.name === 'identityfile' && !known.some(({ values }) => values[0] === line.values[0]))
      known.push(line);
  }

  #hostName(): string {
    const value = this.options.get('hostname')?.[0]?.values[0];
    return value === undefined ? this.query.original : expandHostName(value, this.query.original);
  }

  #matches(values: readonly string[], where: string): boolean {
    const words = [...values];
    let matched = true;
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      const negated = word.startsWith('!');
      const criterion = word.slice(negated ? 1 : 0).toLowerCase();
      const argument = ['all', 'final', 'canonical'].includes(criterion) ? '' : (words.shift() ?? '');
      const answer = this.#criterion(criterion, argument, where);
      // What cannot be told does not apply, negated or not.
      if (answer === undefined || answer === negated) matched = false;
    }
    return matched;
  }

  #criterion(name: string, argument: string, where: string): boolean | undefined {
    const { original, user, place, log } = this.query;
    const list = argument.split(',');
    switch (name) {
      case 'all':
        return true;
      case 'host':
        return matchesPatterns(list, this.#hostName());
      case 'originalhost':
        return matchesPatterns(list, original);
      case 'user':
        return matchesPatterns(list, user ?? this.options.get('user')?.[0]?.values[0] ?? place.user);
      case 'localuser':
        return matchesPatterns(list, place.user);
      case 'final':
        this.sawFinal = true;
        return this.final;
      case 'canonical':
        return false;
      case 'exec':
        log.warn(`${where}: "Match exec" is not executed here; its section is left out`);
        return undefined;
      default:
        log.warn(`${where}: "Match ${name}" is not known here; its section is left out`);
        return undefined;
    }
  }
}
