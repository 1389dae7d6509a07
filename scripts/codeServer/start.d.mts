export interface StartOptions {
  /** For user data, extensions and the log; made when missing. */
  folder: string;
  /** The user's settings.json, on top of settings that keep a fresh editor quiet. */
  settings?: Record<string, unknown>;
  /** Extension to install first. */
  vsix?: string;
  /** On top of this process's own. */
  env?: Record<string, string>;
}

export interface Running {
  url: string;
  port: number;
  userData: string;
  /** File with what the server said. */
  log: string;
  stop(): Promise<void>;
}

export declare function startCodeServer(options: StartOptions): Promise<Running>;

/** Replaces the user's settings.json; the editor follows within a moment. */
export declare function writeSettings(userData: string, settings: Record<string, unknown>): void;
