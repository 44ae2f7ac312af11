//! Finds in the source which value of the program a cell is part of, and what its types own.

use crate::glass::tokens::{SourceTokens, contains, content, is_block, position, word};
use crate::verdict::Place;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

/// A struct or a variant whose expression creates a cell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct OwningValue {
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) column: u32,
    /// Whether the place is that of the type, whose derived `Default` makes it.
    pub(super) is_derived: bool,
}

/// Returns the value that the cell that is made at this place becomes part of, if it is in the expression that makes it.
pub(super) fn owner(file: &SourceTokens, made: &Place) -> Option<OwningValue> {
    match search(file.trees(), position(made)?, None) {
        OwnerSearch::Found(owner) => Some(owner),
        OwnerSearch::Nothing | OwnerSearch::Block => None,
    }
}

enum OwnerSearch {
    Found(OwningValue),
    Nothing,
    /// A block is in between, which may make anything.
    Block,
}

/// Wrappers that a call creates around the value that it gets.
const WRAPPERS: &[&str] = &[
    "Some", "Ok", "Err", "Rc", "Arc", "Box", "RefCell", "Mutex", "RwLock", "Cell", "OnceCell",
    "OnceLock", "Vec",
];

fn search(tokens: &[TokenTree], at: LineColumn, of_impl: Option<&str>) -> OwnerSearch {
    let is_around = |token: &TokenTree| contains(std::slice::from_ref(token), at);
    let Some(index) = tokens.iter().position(is_around) else {
        return OwnerSearch::Nothing;
    };
    let TokenTree::Group(group) = &tokens[index] else {
        return OwnerSearch::Nothing;
    };
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let own_impl = name_of_impl(&tokens[..index]);
    match search(&inner, at, own_impl.as_deref().or(of_impl)) {
        OwnerSearch::Nothing => {}
        found => return found,
    }
    let before = &tokens[..index];
    match group.delimiter() {
        Delimiter::Brace if is_literal(&inner) => {}
        Delimiter::Brace => return OwnerSearch::Block,
        Delimiter::Bracket if word(&inner, 0).as_deref() == Some("derive") => {
            return derived(&tokens[index..]).map_or(OwnerSearch::Nothing, OwnerSearch::Found);
        }
        Delimiter::Parenthesis => {}
        Delimiter::Bracket | Delimiter::None => return OwnerSearch::Nothing,
    }
    named(before, of_impl).map_or(OwnerSearch::Nothing, OwnerSearch::Found)
}

/// Whether these braces contain the fields of a value.
fn is_literal(inner: &[TokenTree]) -> bool {
    let sign = |at: usize| match inner.get(at) {
        Some(TokenTree::Punct(sign)) => Some(sign.as_char()),
        _ => None,
    };
    let has_field = sign(1) == Some(':') && sign(2) != Some(':');
    word(inner, 0).is_some() && (has_field || sign(1) == Some(',') || inner.len() == 1)
}

/// Returns the value that is made with what follows these tokens: `Node` of `Node { … }` and `Node(…)`.
fn named(before: &[TokenTree], of_impl: Option<&str>) -> Option<OwningValue> {
    let TokenTree::Ident(last) = before.last()? else {
        return None;
    };
    let mut name = last.to_string();
    if !name.starts_with(char::is_uppercase) || WRAPPERS.contains(&&*name) {
        return None;
    }
    let mut first = last;
    if let [
        ..,
        TokenTree::Ident(of),
        TokenTree::Punct(one),
        TokenTree::Punct(two),
        _,
    ] = before
        && (one.as_char(), two.as_char()) == (':', ':')
        && of.to_string().starts_with(char::is_uppercase)
    {
        (name, first) = (format!("{of}::{name}"), of);
    }
    let name = match (name.strip_prefix("Self"), of_impl) {
        (Some(rest), Some(of)) => format!("{of}{rest}"),
        (Some(_), None) => return None,
        (None, _) => name,
    };
    let start = first.span().start();
    Some(OwningValue {
        name,
        line: u32::try_from(start.line).ok()?,
        column: u32::try_from(start.column).ok()? + 1,
        is_derived: false,
    })
}

/// Returns the type whose `derive` begins these tokens.
fn derived(rest: &[TokenTree]) -> Option<OwningValue> {
    let at = rest
        .iter()
        .position(|token| token.to_string() == "struct")?;
    let owner = named(rest.get(..at + 2)?, None)?;
    Some(OwningValue {
        is_derived: true,
        ..owner
    })
}

/// Returns how many fields of a struct are cells of this kind, at least one.
pub(super) fn cells_of_kind(name: &str, kind: &str, file: &SourceTokens) -> usize {
    let fields = definition(file.trees(), name).unwrap_or_default();
    let words = fields.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| *word == kind).count().max(1)
}

/// Returns the only struct of a file that has values of this type as fields.
pub(super) fn only_whole(part: &str, file: &SourceTokens) -> Option<String> {
    let mut names = Vec::new();
    structs(file.trees(), &mut names);
    names.retain(|name| is_part_of(part, name, file));
    match names.as_slice() {
        [only] => Some(only.clone()),
        [] | [_, _, ..] => None,
    }
}

fn structs(tokens: &[TokenTree], names: &mut Vec<String>) {
    for (at, token) in tokens.iter().enumerate() {
        if token.to_string() == "struct" {
            names.extend(word(tokens, at + 1));
        } else if is_block(token) {
            structs(&content(token), names);
        }
    }
}

/// Whether a value of one type is a field of each value of another one, without a handle between.
pub(super) fn is_part_of(part: &str, whole: &str, file: &SourceTokens) -> bool {
    let fields = definition(file.trees(), whole).unwrap_or_default();
    let fields = ["Weak", "Rc", "Arc"]
        .iter()
        .fold(fields, |fields, handle| without(handle, &fields));
    let mut words = fields.split(|c: char| !c.is_alphanumeric() && c != '_');
    part != whole && words.any(|word| word == part)
}

/// Returns the type whose `impl` has the block that follows these tokens.
fn name_of_impl(before: &[TokenTree]) -> Option<String> {
    let start = before
        .iter()
        .rposition(|token| is_block(token) || token.to_string() == ";");
    let item = &before[start.map_or(0, |start| start + 1)..];
    let at = item.iter().position(|token| token.to_string() == "impl")?;
    let item = &item[at + 1..];
    let of = item.iter().position(|token| token.to_string() == "for");
    let item = &item[of.map_or(0, |of| of + 1)..];
    let mut depth = 0;
    item.iter().find_map(|token| {
        let text = token.to_string();
        depth += i32::from(text == "<") - i32::from(text == ">");
        let is_type = depth == 0 && text.starts_with(char::is_uppercase);
        is_type.then_some(text)
    })
}

/// Whether a value of this type may own an `Rc` or an `Arc`: it has one, or a closure, or a type that the source does not
/// define. What is behind a `Weak` isn't owned.
pub(super) fn may_own_a_handle(of: &str, file: Option<&SourceTokens>) -> bool {
    let trees = file.map_or(&[][..], SourceTokens::trees);
    may_own(of, trees, &mut Vec::new())
}

const OWN_NOTHING: &[&str] = &[
    "Vec",
    "VecDeque",
    "String",
    "Option",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Result",
    "Duration",
    "Instant",
    "BinaryHeap",
    "Cell",
    "RefCell",
    "Mutex",
    "RwLock",
    "OnceCell",
    "OnceLock",
    "Self",
    "Copy",
    "Clone",
    "Ordering",
];

/// Types with interior mutability.
const SHARED_STATE: &[&str] = &[
    "Cell",
    "RefCell",
    "OnceCell",
    "LazyCell",
    "UnsafeCell",
    "Mutex",
    "RwLock",
    "OnceLock",
    "LazyLock",
    "Condvar",
];

/// Types whose values own no other value, even behind a handle.
const PLAIN: &[&str] = &[
    "str", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64", "String", "Path", "PathBuf", "OsStr", "CStr",
];

/// Returns the type without handles to what owns nothing: `Arc<str>`, `Rc<[u8]>`.
fn without_plain_handles(of: &str) -> String {
    let mut text = of.to_owned();
    for handle in ["Arc", "Rc"] {
        for plain in PLAIN {
            for content in [
                (*plain).to_owned(),
                format!("[{plain}]"),
                format!("Vec<{plain}>"),
            ] {
                text = text.replace(&format!("{handle}<{content}>"), "");
                text = text.replace(&format!("{handle} < {content} >"), "");
            }
        }
    }
    text
}

fn may_own(of: &str, source: &[TokenTree], seen: &mut Vec<String>) -> bool {
    let owned = without_plain_handles(&without("Weak", of));
    let words = owned.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.collect();
    if words
        .iter()
        .any(|word| ["dyn", "impl", "Rc", "Arc"].contains(word))
    {
        return true;
    }
    let mut names = words
        .into_iter()
        .filter(|word| word.starts_with(char::is_uppercase));
    names.any(|name| {
        if OWN_NOTHING.contains(&name)
            || name.starts_with("Atomic")
            || seen.iter().any(|known| known == name)
        {
            return false;
        }
        seen.push(name.to_owned());
        // What is generic or foreign may be anything.
        definition(source, name).is_none_or(|text| may_own(&text, source, seen))
    })
}

/// Whether a value of this type may own one of these types of the program, by a handle or without one: it has one, or a
/// closure, or a type that the source does not define.
pub(super) fn may_reach(of: &str, file: &SourceTokens, targets: &[&str]) -> bool {
    reaches(of, file.trees(), targets, true, &mut Vec::new())
}

/// Whether only closures in a value of this type may own one of these types.
pub(super) fn only_closures_may_reach(of: &str, file: &SourceTokens, targets: &[&str]) -> bool {
    may_reach(of, file, targets) && !reaches(of, file.trees(), targets, false, &mut Vec::new())
}

/// Whether a value of this struct or enum may own a handle to one of these types. A type that the source does not
/// define may own anything.
pub(super) fn may_lead_to(name: &str, file: &SourceTokens, targets: &[&str]) -> bool {
    definition(file.trees(), name).is_none_or(|text| may_reach(&text, file, targets))
}

/// Whether a value of this struct or enum owns a closure or another trait object: directly, or indirectly as the types
/// in the source show.
pub(super) fn hides_handles(name: &str, file: &SourceTokens) -> bool {
    let is_dyn = |word: &str| word == "dyn";
    owns(name, file.trees(), &["Weak"], &is_dyn, &mut Vec::new())
}

/// Whether a value of this type owns a trait object, so that it cannot be cloned, or a cell, a lock or an atomic, so
/// that changes to a clone would be lost: directly, or indirectly as the types in the source show, but not behind a
/// handle.
pub(super) fn cannot_be_copied(of: &str, file: Option<&SourceTokens>) -> bool {
    let trees = file.map_or(&[][..], SourceTokens::trees);
    let handles = ["Weak", "Rc", "Arc"];
    let has_state = |word: &str| SHARED_STATE.contains(&word) || word.starts_with("Atomic");
    let targets = |word: &str| word == "dyn" || has_state(word);
    owns(of, trees, &handles, &targets, &mut Vec::new())
}

/// Whether a value of this type owns one of the targets, but not in one of the types `behind`.
fn owns(
    of: &str,
    source: &[TokenTree],
    behind: &[&str],
    targets: &dyn Fn(&str) -> bool,
    seen: &mut Vec<String>,
) -> bool {
    let owned = behind
        .iter()
        .fold(without_borrowed_objects(of), |of, handle| {
            without(handle, &of)
        });
    let mut words = owned.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.any(|word| {
        if targets(word) {
            return true;
        }
        if !word.starts_with(char::is_uppercase) || seen.iter().any(|known| known == word) {
            return false;
        }
        seen.push(word.to_owned());
        definition(source, word).is_some_and(|text| owns(&text, source, behind, targets, seen))
    })
}

/// Returns the type without the `dyn` of each `&dyn` and `&'static dyn`.
fn without_borrowed_objects(of: &str) -> String {
    let mut parts = of.split('&');
    let first = parts.next().unwrap_or_default();
    let rest = parts.map(|borrowed| {
        let borrowed = borrowed.trim_start();
        let lifetime = borrowed
            .strip_prefix('\'')
            .and_then(|rest| rest.split_once(' '));
        let of = lifetime.map_or(borrowed, |(_, of)| of);
        of.strip_prefix("dyn ").unwrap_or(of)
    });
    [first].into_iter().chain(rest).collect()
}

/// Whether a value of this type may own one of the targets; without `through_closures`, other than by a closure.
fn reaches(
    of: &str,
    source: &[TokenTree],
    targets: &[&str],
    through_closures: bool,
    seen: &mut Vec<String>,
) -> bool {
    let owned = without("Weak", of);
    let words = owned.split(|c: char| !c.is_alphanumeric() && c != '_');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_function =
        |word: Option<&&str>| word.is_some_and(|word| ["Fn", "FnMut", "FnOnce"].contains(word));
    words.iter().enumerate().any(|(at, &word)| {
        let is_object = ["dyn", "impl"].contains(&word);
        if targets.contains(&word)
            || is_object && (through_closures || !is_function(words.get(at + 1)))
        {
            return true;
        }
        let is_known = OWN_NOTHING.contains(&word)
            || ["Rc", "Arc"].contains(&word)
            || PLAIN.contains(&word)
            || word.starts_with("Atomic")
            || !through_closures && is_function(Some(&word))
            || seen.iter().any(|known| known == word);
        if is_known || !word.starts_with(char::is_uppercase) {
            return false;
        }
        seen.push(word.to_owned());
        definition(source, word)
            .is_none_or(|text| reaches(&text, source, targets, through_closures, seen))
    })
}

/// Returns what a struct, an enum or an alias of the program consists of.
fn definition(tokens: &[TokenTree], name: &str) -> Option<String> {
    for (at, token) in tokens.iter().enumerate() {
        let keyword = token.to_string();
        let is_it = word(tokens, at + 1).as_deref() == Some(name);
        if is_it && ["struct", "enum", "type"].contains(&&*keyword) {
            let rest = tokens[at + 2..].iter();
            let mut is_over = false;
            let rest = rest.take_while(|token| {
                let goes_on = !is_over;
                is_over |= is_block(token) || token.to_string() == ";";
                goes_on
            });
            return Some(types_of(&keyword, rest.cloned().collect()));
        }
        if is_block(token)
            && let Some(found) = definition(&content(token), name)
        {
            return Some(found);
        }
    }
    None
}

/// Returns the text of a definition, without the names of an enum's variants and without type parameters.
fn types_of(keyword: &str, definition: Vec<TokenTree>) -> String {
    let stream = definition.into_iter();
    if keyword != "enum" {
        return stream.collect::<TokenStream>().to_string();
    }
    let mut text = String::new();
    for token in stream {
        if let TokenTree::Group(variants) = &token {
            let groups = variants.stream().into_iter();
            let groups = groups.filter(|token| matches!(token, TokenTree::Group(group) if group.delimiter() != Delimiter::Bracket));
            text.push_str(&groups.collect::<TokenStream>().to_string());
        }
    }
    text
}

/// Returns the type without each `Weak<…>`, or other handle, in it.
fn without(handle: &str, of: &str) -> String {
    let opens = format!("{handle}<");
    let of = of.replace(&format!("{handle} <"), &opens);
    let mut rest = of.as_str();
    let mut owned = String::new();
    while let Some((before, after)) = rest.split_once(&opens) {
        owned.push_str(before);
        let mut depth = 1;
        let end = after.find(|c| {
            depth += match c {
                '<' => 1,
                '>' => -1,
                _ => 0,
            };
            depth == 0
        });
        rest = end.map_or("", |end| &after[end + 1..]);
    }
    owned + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexed(source: &str) -> SourceTokens {
        SourceTokens::parse(source).unwrap()
    }

    #[test]
    fn a_cell_is_part_of_the_value_that_is_created_with_it() {
        for (source, name) in [
            (
                "fn f() { Rc::new(Room { name: a, exits: RefCell::new(b) }) }",
                Some("Room"),
            ),
            (
                "impl Room { fn new() -> Room { Self { exits: RefCell::new(b) } } }",
                Some("Room"),
            ),
            (
                "impl<T> Clone for Room<T> { fn clone(&self) -> Self { Self { exits: RefCell::new(b) } } }",
                Some("Room"),
            ),
            ("fn f() { Rc::new(Node(RefCell::new(b))) }", Some("Node")),
            (
                "fn f() { Tree::Leaf { next: Some(RefCell::new(b)) } }",
                Some("Tree::Leaf"),
            ),
            ("fn f() -> Room { let x = RefCell::new(b); x.into() }", None),
            ("fn f() { Rc::new(RefCell::new(b)) }", None),
            ("fn f() { Room { make: || { RefCell::new(b); } } }", None),
        ] {
            let column = u32::try_from(source.find("RefCell::new").unwrap()).unwrap() + 1;
            let made = Place {
                file: "a.rs".to_owned(),
                line: 1,
                column,
            };
            let found = owner(&lexed(source), &made).map(|owner| owner.name);
            assert_eq!(found.as_deref(), name, "{source}");
        }
        let made = Place {
            file: "a.rs".to_owned(),
            line: 1,
            column: 10,
        };
        let mailbox = lexed("#[derive(Default)] struct Mailbox { a: Mutex<u32> }");
        let found = owner(&mailbox, &made);
        assert_eq!(found.map(|owner| owner.name).as_deref(), Some("Mailbox"));
    }

    #[test]
    fn a_field_is_part_of_its_value_unless_a_handle_is_in_between() {
        let file = lexed(
            "struct Player { bus: Bus, all: Vec<Track>, up: Weak<Window>, next: Option<Rc<Disc>> }",
        );
        for (part, is_part) in [
            ("Bus", true),
            ("Track", true),
            ("Window", false),
            ("Disc", false),
            ("Player", false),
        ] {
            assert_eq!(is_part_of(part, "Player", &file), is_part, "{part}");
            assert_eq!(only_whole(part, &file).is_some(), is_part, "{part}");
        }
    }

    #[test]
    fn only_types_that_may_own_a_handle_may_close_a_cycle() {
        let file = lexed(
            "struct Room { exits: Vec<Rc<Room>> } struct Plain { n: u32, up: Weak<Room> } enum Op { Add(u32), Sub } type Action = Box<dyn Fn()>; struct Panel { rooms: Vec<Room> }",
        );
        for of in [
            "Vec<Rc<Node>>",
            "Room",
            "Option<Panel>",
            "Box<dyn Fn()>",
            "(Weak<Room>, Arc<Room>)",
            "Foreign",
            "Action",
        ] {
            assert!(may_own_a_handle(of, Some(&file)), "{of}");
        }
        for of in [
            "String",
            "Weak<Room>",
            "Vec<Weak<RefCell<Room>>>",
            "Option<u32>",
            "Plain",
            "Vec<Op>",
        ] {
            assert!(!may_own_a_handle(of, Some(&file)), "{of}");
        }
    }

    #[test]
    fn a_borrowed_trait_object_is_not_owned() {
        let file = lexed(
            "struct Boxed { call: Box<dyn Fn()> } struct Lent<'a> { call: &'a dyn Fn(), next: &dyn Fn() }",
        );
        for (of, owns) in [
            ("Vec<Boxed>", true),
            ("(&u32, Box<dyn Fn()>)", true),
            ("Vec<&dyn Fn()>", false),
            ("Option<&'static dyn Fn()>", false),
            ("Vec<Lent>", false),
            ("Rc<dyn Fn()>", false),
        ] {
            assert_eq!(cannot_be_copied(of, Some(&file)), owns, "{of}");
        }
    }
}
