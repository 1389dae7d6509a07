/**
 * The typed way between the extension host and one page. Both sides of a page come from one bundle and one message
 * file, so messages are taken at their type. A message to a page that is gone is lost, as it should be: the next
 * page says that it is ready and is told everything.
 */
import type * as vscode from 'vscode';

export class PageChannel<ToPage, ToHost> {
  readonly #webview: vscode.Webview;
  readonly #subscription: vscode.Disposable;

  constructor(webview: vscode.Webview, receive: (message: ToHost) => void) {
    this.#webview = webview;
    this.#subscription = webview.onDidReceiveMessage(receive);
  }

  /** Resolves when the page has the message; never while its window is away. */
  post(message: ToPage): PromiseLike<unknown> {
    return this.#webview.postMessage(message);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
