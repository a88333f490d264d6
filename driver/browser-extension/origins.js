/** Which pages are listed: by the organisation's policy (managed storage), else by the list of the options page. */

/** As the browser names it: scheme, host, port. Undefined for what is no origin of a web page. */
export function parseOrigin(text) {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const { protocol, origin, pathname, search, hash, username, password } = new URL(trimmed);
  const rest = pathname.replace(/^\/$/, "") + search + hash + username + password;
  const isWeb = protocol === "http:" || protocol === "https:";
  return isWeb && rest === "" && !trimmed.includes("*") ? origin : undefined;
}

/** `isManaged`: the organisation has said it, and no one here can change it. */
export async function listedOrigins() {
  const { origins: managed } = await managedValues();
  if (Array.isArray(managed)) return { isManaged: true, origins: onlyOrigins(managed) };
  const { origins = [] } = await chrome.storage.local.get("origins");
  return { isManaged: false, origins: onlyOrigins(origins) };
}

export async function saveOrigins(origins) {
  await chrome.storage.local.set({ origins: onlyOrigins(origins) });
}

/** Firefox throws where there is no policy. */
async function managedValues() {
  try {
    return await chrome.storage.managed.get("origins");
  } catch {
    return {};
  }
}

function onlyOrigins(texts) {
  const origins = texts.map((text) => parseOrigin(String(text)));
  return [...new Set(origins.filter((one) => one !== undefined))];
}
