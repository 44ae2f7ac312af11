//! The modules of a crate as their tokens show them: what each defines, and which names it uses from where.
//!
//! Names are resolved as far as that needs no types: through `use`, renaming, re-exports and globs, to the file that
//! defines them. Method calls are not seen, and neither are items that a macro makes.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The index of a module in its crate; the root is the first.
type ModuleId = usize;

const ROOT: ModuleId = 0;

/// How many re-exports a name may go through.
const MAX_REEXPORTS: usize = 8;

pub(crate) struct Crate {
    modules: Vec<Module>,
}

#[derive(Default)]
struct Module {
    /// Its file, relative to the package.
    file: String,
    path: Vec<String>,
    children: BTreeMap<String, ModuleId>,
    definitions: BTreeSet<String>,
    types: Vec<String>,
    /// What `use` brings in: the name, and the paths that it stands for (several if they depend on the system).
    aliases: BTreeMap<String, Vec<Vec<String>>>,
    globs: Vec<Vec<String>>,
    uses: Vec<Use>,
    /// What the `cfg` of each child says.
    conditions: BTreeMap<String, String>,
    is_test: bool,
    /// Whether it is compiled only on systems other than Linux, where it has a twin of the same names.
    is_for_other_systems: bool,
}

/// A path in the code of a module.
struct Use {
    segments: Vec<String>,
    is_reexport: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Module(ModuleId),
    /// Something that is defined in this module.
    Item(ModuleId),
}

impl Crate {
    /// Reads the files of a crate, whose root is in the folder `src`.
    pub(crate) fn read(package: &Path, src: &Path, files: &[PathBuf]) -> Self {
        let mut modules = vec![Module::default()];
        let mut texts = Vec::new();
        for file in files {
            let inside = file.strip_prefix(src).unwrap().with_extension("");
            let mut path: Vec<String> = inside
                .iter()
                .map(|part| part.to_str().unwrap().to_owned())
                .collect();
            if path == ["lib"] {
                path.clear();
            }
            let file = file.to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(package.join(&file)).unwrap();
            let tokens: TokenStream = text.parse().expect(&file);
            let module = Module {
                file,
                path: path.clone(),
                ..Module::default()
            };
            if path.is_empty() {
                modules[ROOT] = module;
                texts.push((ROOT, tokens));
            } else {
                texts.push((modules.len(), tokens));
                modules.push(module);
            }
        }
        let mut read = Self { modules };
        for id in 1..read.modules.len() {
            let (name, parent) = read.modules[id].path.split_last().unwrap();
            let (name, parent) = (name.clone(), read.find(parent).expect("its parent's file"));
            read.modules[parent].children.insert(name, id);
        }
        for (module, tokens) in texts {
            read.scan(module, tokens, true);
        }
        for id in 0..read.modules.len() {
            read.apply_conditions(id);
        }
        read
    }

    /// Returns each file together with the top-level modules that it names: (file, its own, the other). Tests are left
    /// out: those of causes compare what `report` says about them.
    pub(crate) fn imports(&self) -> BTreeSet<(String, String, String)> {
        let mut found = BTreeSet::new();
        let modules = self.modules.iter().enumerate();
        for (id, module) in modules.filter(|(_, module)| !module.is_test) {
            let own = module.path.first().map_or("lib", String::as_str);
            for used in &module.uses {
                let (from, rest) = self.start(id, &used.segments);
                if let (Some(ROOT), [name, ..]) = (from, rest)
                    && self.modules[ROOT].children.contains_key(name)
                    && name != own
                {
                    found.insert((module.file.clone(), own.to_owned(), name.clone()));
                }
            }
        }
        found
    }

    /// Returns which file uses a name that is defined in which other one. Tests are left out.
    pub(crate) fn dependencies(&self) -> BTreeSet<(String, String)> {
        let mut found = BTreeSet::new();
        for (id, module) in self.modules.iter().enumerate() {
            if module.is_test {
                continue;
            }
            for used in module.uses.iter().filter(|used| !used.is_reexport) {
                for target in self.resolve(id, &used.segments, MAX_REEXPORTS) {
                    if let Target::Item(definer) = target
                        && self.modules[definer].file != module.file
                    {
                        found.insert((module.file.clone(), self.modules[definer].file.clone()));
                    }
                }
            }
        }
        found
    }

    /// Returns each type, trait or alias outside of tests, with its file.
    pub(crate) fn types(&self) -> BTreeSet<(String, String)> {
        let counts = |module: &&Module| !module.is_test && !module.is_for_other_systems;
        let modules = self.modules.iter().filter(counts);
        let of = |module: &Module| -> Vec<(String, String)> {
            let file = |name: &String| (name.clone(), module.file.clone());
            module.types.iter().map(file).collect()
        };
        modules.flat_map(of).collect()
    }

    /// Returns the files whose code has a path with this part, for example `Command::new`.
    pub(crate) fn files_with(&self, part: &[&str]) -> BTreeSet<&str> {
        let has = |module: &&Module| {
            let mut uses = module.uses.iter();
            uses.any(|used| used.segments.windows(part.len()).any(|few| few == part))
        };
        let modules = self.modules.iter().filter(has);
        modules.map(|module| module.file.as_str()).collect()
    }

    fn find(&self, path: &[String]) -> Option<ModuleId> {
        self.modules.iter().position(|module| module.path == path)
    }

    /// Records the tokens of a module, or of something inside it.
    fn scan(&mut self, module: ModuleId, tokens: TokenStream, is_item_level: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            at = match &tokens[at] {
                TokenTree::Group(group) => {
                    self.scan(module, group.stream(), false);
                    at + 1
                }
                TokenTree::Ident(word) if word == "use" && !is_punct(tokens.get(at + 1), '<') => {
                    self.scan_use(module, &tokens, at)
                }
                TokenTree::Ident(word) => {
                    let name = ident(tokens.get(at + 1));
                    match (name, tokens.get(at + 2)) {
                        (Some(name), Some(TokenTree::Group(body)))
                            if word == "mod" && body.delimiter() == Delimiter::Brace =>
                        {
                            let child = self.add_inline(module, &name);
                            self.scan(child, body.stream(), true);
                            at + 3
                        }
                        (Some(name), _) if word == "mod" => {
                            if let Some(condition) = condition_before(&tokens, at) {
                                self.modules[module].conditions.insert(name, condition);
                            }
                            at + 2
                        }
                        (Some(name), _) if is_item_level && defines(&word.to_string()) => {
                            self.modules[module].define(&word.to_string(), name);
                            at + 2
                        }
                        _ if word == "macro_rules" && is_punct(tokens.get(at + 1), '!') => {
                            let name = ident(tokens.get(at + 2)).expect("a macro's name");
                            self.modules[module].define("macro_rules", name);
                            at + 3
                        }
                        _ => self.scan_path(module, &tokens, at),
                    }
                }
                _ => at + 1,
            };
        }
    }

    /// Records a path, and returns where it ends.
    fn scan_path(&mut self, module: ModuleId, tokens: &[TokenTree], start: usize) -> usize {
        let mut segments = Vec::new();
        let mut at = start;
        while let Some(segment) = ident(tokens.get(at)) {
            segments.push(segment);
            at += 1;
            if !is_separator(tokens, at) {
                break;
            }
            at += 2;
        }
        let before = |offset: usize| start.checked_sub(offset).and_then(|at| tokens.get(at));
        let is_field = is_punct(before(1), '.') && !is_punct(before(2), '.');
        let is_foreign = start >= 2 && is_separator(tokens, start - 2);
        if !is_field && !is_foreign {
            self.modules[module].uses.push(Use {
                segments,
                is_reexport: false,
            });
        }
        at
    }

    /// Records a `use` declaration, and returns where it ends.
    fn scan_use(&mut self, module: ModuleId, tokens: &[TokenTree], start: usize) -> usize {
        let length = tokens[start..]
            .iter()
            .position(|token| is_punct(Some(token), ';'))
            .expect("the end of a `use`");
        let before = |offset: usize| start.checked_sub(offset).and_then(|at| tokens.get(at));
        let is_reexport = ident(before(1)).is_some_and(|word| word == "pub")
            || matches!(before(1), Some(TokenTree::Group(_)))
                && ident(before(2)).is_some_and(|word| word == "pub");
        let tree = &tokens[start + 1..start + length];
        if !is_separator(tree, 0) {
            self.modules[module].bring_in(&[], tree, is_reexport);
        }
        start + length + 1
    }

    fn add_inline(&mut self, parent: ModuleId, name: &str) -> ModuleId {
        let id = self.modules.len();
        let mut path = self.modules[parent].path.clone();
        path.push(name.to_owned());
        self.modules.push(Module {
            file: self.modules[parent].file.clone(),
            path,
            ..Module::default()
        });
        self.modules[parent].children.insert(name.to_owned(), id);
        id
    }

    fn apply_conditions(&mut self, id: ModuleId) {
        let path = self.modules[id].path.clone();
        for length in 0..path.len() {
            let parent = self.find(&path[..length]).expect("the parent");
            let condition = self.modules[parent].conditions.get(&path[length]);
            let condition = condition.map_or("", String::as_str);
            let is_test = condition == "test" || path[length] == "tests";
            let is_for_other_systems = condition == "windows" || condition.contains("not");
            self.modules[id].is_test |= is_test;
            self.modules[id].is_for_other_systems |= is_for_other_systems;
        }
    }

    /// Follows `crate`, `self` and `super`. Returns the module that they lead to, if there are any, and what remains.
    fn start<'a>(
        &self,
        module: ModuleId,
        mut segments: &'a [String],
    ) -> (Option<ModuleId>, &'a [String]) {
        let mut path: Option<&[String]> = None;
        while let [first, rest @ ..] = segments {
            let here = path.unwrap_or(&self.modules[module].path);
            path = Some(match first.as_str() {
                "crate" | "cellmate" => &[],
                "self" => here,
                "super" => here.split_last().map_or(here, |(_, parent)| parent),
                _ => break,
            });
            segments = rest;
        }
        (path.and_then(|path| self.find(path)), segments)
    }

    fn resolve(&self, module: ModuleId, segments: &[String], reexports: usize) -> BTreeSet<Target> {
        let (start, rest) = self.start(module, segments);
        let mut targets = BTreeSet::from([Target::Module(start.unwrap_or(module))]);
        for name in rest {
            let step = |target| match target {
                Target::Module(module) => self.look_up(module, name, reexports),
                // A variant or an associated function belongs to its type.
                Target::Item(_) => BTreeSet::from([target]),
            };
            targets = targets.into_iter().flat_map(step).collect();
        }
        targets
    }

    fn look_up(&self, module: ModuleId, name: &str, reexports: usize) -> BTreeSet<Target> {
        let inside = &self.modules[module];
        if let Some(&child) = inside.children.get(name) {
            return BTreeSet::from([Target::Module(child)]);
        }
        if inside.definitions.contains(name) {
            return BTreeSet::from([Target::Item(module)]);
        }
        let Some(reexports) = reexports.checked_sub(1) else {
            return BTreeSet::new();
        };
        if let Some(paths) = inside.aliases.get(name) {
            let follow = |path: &Vec<String>| self.resolve(module, path, reexports);
            return paths.iter().flat_map(follow).collect();
        }
        let mut found = BTreeSet::new();
        for glob in &inside.globs {
            for target in self.resolve(module, glob, reexports) {
                if let Target::Module(of) = target
                    && of != module
                {
                    found.extend(self.look_up(of, name, reexports));
                }
            }
        }
        found
    }
}

impl Module {
    fn define(&mut self, keyword: &str, name: String) {
        if matches!(keyword, "struct" | "enum" | "union" | "trait" | "type") {
            self.types.push(name.clone());
        }
        self.definitions.insert(name);
    }

    /// Records one tree of a `use`: `a::b`, `a as b`, `a::*` or `a::{…}`.
    fn bring_in(&mut self, prefix: &[String], tree: &[TokenTree], is_reexport: bool) {
        let mut segments = prefix.to_vec();
        let mut at = 0;
        while let Some(segment) = ident(tree.get(at)) {
            segments.push(segment);
            at += 1;
            if !is_separator(tree, at) {
                break;
            }
            at += 2;
        }
        match tree.get(at) {
            Some(TokenTree::Group(group)) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for one in inside.split(|token| is_punct(Some(token), ',')) {
                    if !one.is_empty() {
                        self.bring_in(&segments, one, is_reexport);
                    }
                }
                return;
            }
            Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                self.globs.push(segments.clone());
            }
            _ => {
                if segments.len() > 1 && segments.last().is_some_and(|last| last == "self") {
                    segments.pop();
                }
                // `a as b` was read as the path `a`, then the words `as b`.
                let renamed = ident(tree.get(at + 1)).filter(|_| ident(tree.get(at)).is_some());
                let name = renamed.unwrap_or_else(|| segments.last().unwrap().clone());
                self.aliases.entry(name).or_default().push(segments.clone());
            }
        }
        self.uses.push(Use {
            segments,
            is_reexport,
        });
    }
}

/// Returns what is inside the `#[cfg(…)]` right before a private item.
fn condition_before(tokens: &[TokenTree], item: usize) -> Option<String> {
    let Some(TokenTree::Group(attribute)) = item.checked_sub(1).and_then(|at| tokens.get(at))
    else {
        return None;
    };
    let text = attribute.stream().to_string().replace(' ', "");
    Some(text.strip_prefix("cfg(")?.strip_suffix(')')?.to_owned())
}

fn defines(keyword: &str) -> bool {
    [
        "fn", "struct", "enum", "union", "trait", "type", "const", "static",
    ]
    .contains(&keyword)
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_joint =
        matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.spacing() == Spacing::Joint);
    is_joint && is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}
