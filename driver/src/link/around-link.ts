/** A line with something done around it. */
import type { Link } from "@duka/protocol/transport";

/** The same line, its speed of now and the way to change it included, but for what is given. */
export function aroundLink(link: Link, own: Pick<Link, "listen"> & Partial<Pick<Link, "write">>): Link {
  return {
    name: link.name,
    get baud() {
      return link.baud;
    },
    bitsPerByte: link.bitsPerByte,
    write: (bytes) => link.write(bytes),
    ...(link.setBaud === undefined ? {} : { setBaud: async (baud) => link.setBaud?.(baud) }),
    close: () => link.close(),
    ...own,
  };
}
