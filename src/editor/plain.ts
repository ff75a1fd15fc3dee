/**
 * VS Code makes a link of `[words](address)`, also one that runs a command, in notifications, questions, progress and what a
 * box says below its text, and an icon of `$(name)` there, in lists, above documents and in the status bar. Names come from strangers: an invisible space keeps them what they are.
 */
export const plain = (said: string): string => said.replace(/\](?=\()/g, "]\u200b").replace(/\$(?=\()/g, "$\u200b");
