export declare function bundle(...names: ('extension' | 'cli' | 'pages' | 'editorTests')[]): Promise<void>;
