/** The folder of a Chromium with a software Vulkan driver, or undefined. */
export function findSoftwareVulkan(): string | undefined;
/** Environments in which Dawn may find an adapter, best first. */
export function vulkanEnvironments(folder?: string): Array<Record<string, string>>;
