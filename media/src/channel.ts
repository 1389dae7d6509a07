/** The page's end of the typed way to the extension host, and the state that outlives a hidden page. */

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): EditorApi;

export class HostChannel<ToPage, ToHost, State> {
  readonly #api = acquireVsCodeApi();

  /** Messages come from the editor only: a page of a webview has no other sender. */
  constructor(receive: (message: ToPage) => void) {
    window.addEventListener('message', (event: MessageEvent<ToPage>) => {
      receive(event.data);
    });
  }

  post(message: ToHost): void {
    this.#api.postMessage(message);
  }

  /** What `keep` was last given, also by an earlier page of this view. */
  kept(): State | undefined {
    return this.#api.getState() as State | undefined;
  }

  keep(state: State): void {
    this.#api.setState(state);
  }
}
