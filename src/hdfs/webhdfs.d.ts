/** The parts of webhdfs 1.2.0 that are used, and its two seams: every metadata operation goes through them. */
declare module "webhdfs" {
  export type Callback = (error: unknown, response?: { readonly body: unknown }, body?: unknown) => void;

  export interface WebHDFS {
    /** `operation` in lower case; gives what `_sendRequest` gets as `url` */
    _getOperationEndpoint: (operation: string, path: string, params?: Readonly<Record<string, string>>) => string;
    _sendRequest: (method: string, url: string, ...rest: [Callback] | [options: unknown, Callback]) => unknown;
    /** gives the member `FileStatus` of the answer */
    stat(path: string, callback: (error: unknown, status?: unknown) => void): unknown;
  }

  export function createClient(options: { readonly path: string }): WebHDFS;
}
