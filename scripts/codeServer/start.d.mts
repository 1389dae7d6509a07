export interface StartOptions {
  /** For user data and the log; made when missing. */
  folder: string;
  /** Folder of installed extensions; default: one below `folder`. */
  extensions?: string;
  /** The user's settings.json; without it, the one that is there stays. */
  settings?: Record<string, unknown>;
  /** Display language of extensions, e.g. `zh-cn`. */
  locale?: string;
  /** On top of this process's own. */
  env?: Record<string, string>;
}

export interface Running {
  url: string;
  port: number;
  userData: string;
  /** File with what the server said. */
  log: string;
  stop: () => Promise<void>;
}

export declare function startCodeServer(options: StartOptions): Promise<Running>;

export declare function installExtension(vsix: string, folder: string, extensions?: string): Promise<void>;
