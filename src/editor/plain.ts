/**
 * VS Code makes a link of `[words](address)` in notifications, boxes and progress, and an icon of `$(name)` in boxes and
 * the status bar. Names come from strangers: an invisible space keeps them what they are.
 */
export const plain = (said: string): string => said.replace(/\](?=\()/g, "]\u200b").replace(/\$(?=\()/g, "$\u200b");
