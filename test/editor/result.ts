/** What the suites in the editor report to the runner outside of it. */
export interface EditorResult {
  tests: {
    title: string;
    status: 'passed' | 'failed' | 'skipped';
    milliseconds: number;
    /** Message and stack of a failure. */
    error?: string;
  }[];
}
