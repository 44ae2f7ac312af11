//! Finds the test functions of a Rust file.

use super::token_trees::token_trees;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree, token_stream};
use std::iter::Peekable;
use std::ops::Range;

/// A function with `#[test]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFn {
    /// Its name with its module, as in `tests::adds`.
    pub path: String,
    /// The line of its `fn`.
    pub line: usize,
    /// The bytes of its body, between the braces.
    pub body: Range<usize>,
    pub returns_value: bool,
    /// The line of its `#[should_panic]`, if it has one.
    pub should_panic: Option<usize>,
    /// The line of its `#[ignore]`, if it has one.
    pub ignored: Option<usize>,
}

impl TestFn {
    /// Whether it can show that it returned: it neither returns a value nor should panic.
    #[must_use]
    pub fn can_show_return(&self) -> bool {
        !self.returns_value && self.should_panic.is_none()
    }
}

/// Returns the test functions of a file, in order; nothing if its tokens cannot be read.
#[must_use]
pub fn tests_in(text: &str) -> Vec<TestFn> {
    let mut found = Vec::new();
    let mut open: Vec<ModuleItems> = token_trees(text)
        .into_iter()
        .map(|stream| ModuleItems::new(String::new(), stream))
        .collect();
    while let Some(module) = open.last_mut() {
        match module.next_item() {
            Some(ModuleItem::Test(function)) => found.push(function),
            Some(ModuleItem::Module(inner)) => open.push(inner),
            None => {
                open.pop();
            }
        }
    }
    found
}

/// The items of a module that are not read yet.
struct ModuleItems {
    /// The path of the module with `::` after it; empty for the file.
    path: String,
    trees: Peekable<token_stream::IntoIter>,
}

enum ModuleItem {
    Test(TestFn),
    Module(ModuleItems),
}

#[derive(Default)]
struct Attributes {
    is_test: bool,
    should_panic: Option<usize>,
    ignored: Option<usize>,
}

impl Attributes {
    fn add(&mut self, attribute: &Group) {
        let mut words = attribute.stream().into_iter();
        match (words.next(), words.next()) {
            (Some(TokenTree::Ident(word)), None) if word == "test" => self.is_test = true,
            (Some(TokenTree::Ident(word)), _) if word == "should_panic" => {
                self.should_panic = Some(attribute.span_open().start().line);
            }
            (Some(TokenTree::Ident(word)), _) if word == "ignore" => {
                self.ignored = Some(attribute.span_open().start().line);
            }
            _ => {}
        }
    }
}

impl ModuleItems {
    fn new(path: String, stream: TokenStream) -> Self {
        let trees = stream.into_iter().peekable();
        Self { path, trees }
    }

    fn next_item(&mut self) -> Option<ModuleItem> {
        let mut attributes = Attributes::default();
        while let Some(tree) = self.trees.next() {
            match &tree {
                TokenTree::Punct(sign) if sign.as_char() == '#' => {
                    if let Some(TokenTree::Group(attribute)) = self.trees.peek() {
                        attributes.add(attribute);
                    }
                }
                TokenTree::Ident(word) if word == "fn" => {
                    let attributes = std::mem::take(&mut attributes);
                    let line = word.span().start().line;
                    let test = self.function(line, &attributes);
                    if let Some(test) = test.filter(|_| attributes.is_test) {
                        return Some(ModuleItem::Test(test));
                    }
                }
                TokenTree::Ident(word) if word == "mod" => {
                    attributes = Attributes::default();
                    if let Some(module) = self.module() {
                        return Some(ModuleItem::Module(module));
                    }
                }
                // The end of another item.
                TokenTree::Punct(sign) if sign.as_char() == ';' => {
                    attributes = Attributes::default();
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    attributes = Attributes::default();
                }
                _ => {}
            }
        }
        None
    }

    /// Reads the function whose `fn` was the last token. Returns `None` if it has no name or no body.
    fn function(&mut self, line: usize, attributes: &Attributes) -> Option<TestFn> {
        let path = self.path_of_next()?;
        let (mut returns_value, mut after_dash) = (false, false);
        for tree in self.trees.by_ref() {
            match &tree {
                TokenTree::Punct(sign) if sign.as_char() == ';' => return None,
                TokenTree::Punct(sign) => {
                    returns_value |= after_dash && sign.as_char() == '>';
                    after_dash = sign.as_char() == '-';
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let begin = group.span_open().byte_range().end;
                    return Some(TestFn {
                        path,
                        line,
                        body: begin..group.span_close().byte_range().start,
                        returns_value,
                        should_panic: attributes.should_panic,
                        ignored: attributes.ignored,
                    });
                }
                TokenTree::Group(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => {
                    after_dash = false;
                }
            }
        }
        None
    }

    /// Reads the head of the module whose `mod` was the last token. Returns `None` if its items are in another file.
    fn module(&mut self) -> Option<Self> {
        let path = self.path_of_next()?;
        match self.trees.next() {
            Some(TokenTree::Group(items)) => Some(Self::new(path + "::", items.stream())),
            _ => None,
        }
    }

    /// Reads the name of an item, and returns it with the path of its module.
    fn path_of_next(&mut self) -> Option<String> {
        let is_name = |tree: &TokenTree| matches!(tree, TokenTree::Ident(_));
        let name = self.trees.next_if(is_name)?;
        Some(format!("{}{name}", self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_found_in_modules_and_say_whether_they_can_show_that_they_returned() {
        let text = "#[test] fn a() { x() }\nfn helper() {}\n#[cfg(test)] mod tests { use super::*;\n\
                    #[test]\n#[should_panic = \"y\"]\n#[ignore] fn b() { y() }\n\
                    #[test] fn c() -> Result<(), ()> { Ok(()) }\n\
                    mod deep { #[test] fn d() {} } }\n";
        let found = tests_in(text);
        let paths: Vec<&str> = found.iter().map(|test| test.path.as_str()).collect();
        assert_eq!(paths, ["a", "tests::b", "tests::c", "tests::deep::d"]);
        let bodies = found.iter().map(|test| &text[test.body.clone()]);
        assert_eq!(
            bodies.collect::<Vec<_>>(),
            [" x() ", " y() ", " Ok(()) ", ""]
        );
        let lines: Vec<usize> = found.iter().map(|test| test.line).collect();
        assert_eq!(lines, [1, 6, 7, 8]);
        assert_eq!(
            (found[1].should_panic, found[1].ignored),
            (Some(5), Some(6))
        );
        let can_show: Vec<bool> = found.iter().map(TestFn::can_show_return).collect();
        assert_eq!(can_show, [true, false, false, true]);
    }

    #[test]
    fn only_a_function_with_the_attribute_is_a_test() {
        for text in [
            "#[test] fn a() { (",
            "const A: [u8; 1] = [test]; fn a() {}",
            "#[test] struct A; fn a() {}",
            "#[test] fn a();",
            "// #[test]\nfn a() {}",
            "#[cfg(test)] fn a() {}",
            "type F = fn(u8); fn a() {}",
            "mod other; fn a() {}",
        ] {
            assert_eq!(tests_in(text), [], "{text}");
        }
    }

    #[test]
    fn a_file_that_nests_deeply_has_no_tests_and_overflows_nothing() {
        let attribute = format!(
            "#[{}{}] fn a() {{}}",
            "[".repeat(99_999),
            "]".repeat(99_999)
        );
        let modules = format!("{}{}", "mod a {".repeat(50_000), "}".repeat(50_000));
        for text in [attribute, modules] {
            assert_eq!(tests_in(&text), []);
        }
    }
}
