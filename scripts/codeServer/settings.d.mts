/** Replaces the user's settings, on top of settings that keep a fresh editor quiet; a running editor follows. */
export declare function writeSettings(userData: string, settings: Record<string, unknown>): void;

/** Variables for code-server under which it looks for no extensions elsewhere. */
export declare const withoutGallery: Record<string, string>;
