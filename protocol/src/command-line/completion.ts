/**
 * Shell completion of a tool, as a script that a shell reads once: no key press starts Node, and where any word may
 * follow, the shell completes file names as it always does.
 */
import { type CommandNode, nodesOf, type OptionNode } from "./command-tree.js";

export type Shell = "bash" | "zsh" | "fish";

/** @param tree of the whole tool */
export function completionScript(shell: Shell, tree: CommandNode): string {
  return { bash, zsh, fish }[shell](tree);
}

function bash(tree: CommandNode): string {
  const name = functionOf(tree);
  return `# bash completion of ${tree.path}; in ~/.bashrc: source <(${tree.path} completion bash)
${name}_at() {
  case $1 in
${nodesOf(tree).map(bashNode).join("\n")}
  esac
}
${name}_choices() {
  case $1 in
${nodesOf(tree).flatMap(bashChoices).join("\n")}
  *) choices= ;;
  esac
}
${name}() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='${tree.path}' at word asked= commands options valued choices
  COMPREPLY=()
  ${name}_at "$path"
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if [[ $valued == *" $word "* ]]; then
      ((at++))
      [[ \${COMP_WORDS[at]} == = ]] && ((at++))
      if ((at >= COMP_CWORD)); then asked=$word; fi
    elif [[ $commands == *" $word "* ]]; then
      path="$path $word"
      ${name}_at "$path"
    fi
  done
  if [[ -n $asked ]]; then
    ${name}_choices "$path $asked"
    [[ $current == = ]] && current=
    if [[ -n $choices ]]; then COMPREPLY=($(compgen -W "$choices" -- "$current")); fi
  elif [[ $current == -* || $commands == '  ' ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  fi
}
complete -o default -F ${name} ${tree.path}
`;
}

/** Words between blanks on both sides, so that one is found whole. */
function bashNode(node: CommandNode): string {
  const commands = node.commands.map(lastWord);
  const options = node.options.flatMap(({ names }) => names);
  const valued = valuedOf(node).flatMap(({ names }) => names);
  return `  '${node.path}')
    commands=' ${commands.join(" ")} '
    options=' ${options.join(" ")} '
    valued=' ${valued.join(" ")} ' ;;`;
}

function bashChoices(node: CommandNode): string[] {
  return valuedOf(node)
    .filter(({ choices }) => choices.length > 0)
    .map(({ names, choices }) => {
      const patterns = names.map((name) => `'${node.path} ${name}'`).join(" | ");
      return `  ${patterns}) choices='${choices.join(" ")}' ;;`;
    });
}

function zsh(tree: CommandNode): string {
  const name = functionOf(tree);
  return `#compdef ${tree.path}
# zsh completion of ${tree.path}; in ~/.zshrc, behind compinit: source <(${tree.path} completion zsh)
${name}_at() {
  case $1 in
${nodesOf(tree).map(zshNode).join("\n")}
  esac
}
${name}_choices() {
  choices=()
  case $1 in
${nodesOf(tree).flatMap(zshChoices).join("\n")}
  esac
}
${name}() {
  local path_='${tree.path}' word asked=
  local -a commands options valued choices
  local -i at
  ${name}_at "$path_"
  for ((at = 2; at < CURRENT; at++)); do
    word=$words[at]
    if (( $valued[(Ie)$word] )); then
      ((at++))
      if ((at >= CURRENT)); then asked=$word; fi
    elif (( $commands[(I)$word:*] )); then
      path_="$path_ $word"
      ${name}_at "$path_"
    fi
  done
  if [[ -n $asked ]]; then
    ${name}_choices "$path_ $asked"
    if (( $#choices )); then compadd -a choices; else _files; fi
  elif [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  else
    _files
    _describe -o option options
  fi
}
compdef ${name} ${tree.path}
`;
}

function zshNode(node: CommandNode): string {
  const commands = node.commands.map((child) => zshWord(lastWord(child), child.description));
  const options = node.options.flatMap(({ names, description }) =>
    names.map((one) => zshWord(one, description)),
  );
  const valued = valuedOf(node).flatMap(({ names }) => names);
  return `  '${node.path}')
    commands=(${commands.join(" ")})
    options=(${options.join(" ")})
    valued=(${valued.join(" ")}) ;;`;
}

function zshWord(word: string, description: string): string {
  return quoted(`${word}:${description}`);
}

function zshChoices(node: CommandNode): string[] {
  return valuedOf(node)
    .filter(({ choices }) => choices.length > 0)
    .map(({ names, choices }) => {
      const patterns = names.map((name) => `'${node.path} ${name}'`).join(" | ");
      return `  ${patterns}) choices=(${choices.join(" ")}) ;;`;
    });
}

function fish(tree: CommandNode): string {
  const name = functionOf(tree);
  const nodes = nodesOf(tree);
  return `# fish completion of ${tree.path}; in ~/.config/fish/config.fish: ${tree.path} completion fish | source
function ${name}_at
  set -l path '${tree.path}'
  set -l words (commandline -opc)
  set -l value no
  for word in $words[2..-1]
    if test $value = yes
      set value no
      continue
    end
    switch "$path $word"
${cases(
  nodes.flatMap((node) => valuedOf(node).flatMap(({ names }) => names.map((one) => `${node.path} ${one}`))),
  "set value yes",
)}
${cases(
  nodes.slice(1).map(({ path }) => path),
  'set path "$path $word"',
)}
    end
  end
  test "$path" = "$argv[1]"
end
${nodes.flatMap((node) => fishNode(tree, node)).join("\n")}
`;
}

function cases(paths: readonly string[], what: string): string {
  return paths.length === 0 ? "" : `      case ${paths.map(quoted).join(" ")}\n        ${what}`;
}

function fishNode(tree: CommandNode, node: CommandNode): string[] {
  const at = `complete -c ${tree.path} -n ${quoted(`${functionOf(tree)}_at ${quoted(node.path)}`)}`;
  return [
    ...node.commands.map((child) => `${at} -f -a ${lastWord(child)} -d ${quoted(child.description)}`),
    ...node.options.map((option) => `${at}${fishOption(option)} -d ${quoted(option.description)}`),
  ];
}

function fishOption({ names, takesValue, choices }: OptionNode): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`,
  );
  const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : " -r";
  return `${flags.join("")}${takesValue ? value : ""}`;
}

function valuedOf({ options }: CommandNode): readonly OptionNode[] {
  return options.filter(({ takesValue }) => takesValue);
}

function functionOf(tree: CommandNode): string {
  return `_${tree.path.replaceAll("-", "_")}`;
}

function lastWord({ path }: CommandNode): string {
  return path.slice(path.lastIndexOf(" ") + 1);
}

/** In single quotes: nothing in it is looked at by a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
