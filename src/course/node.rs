//! A look at a parsed TOML table that forgives: what is not there, or is of another kind, is simply not there.
//!
//! Whether the kinds are right is for `form` to say; the checks that follow see as much as can be seen.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A table and where it stands.
#[derive(Clone)]
pub(super) struct Node<'a> {
    table: &'a DeTable<'a>,
    /// Its header, or all of it where it is written inline.
    pub(super) span: Range<usize>,
}

/// A text and where it stands.
#[derive(Clone)]
pub(super) struct Word<'a> {
    /// The text.
    pub(super) text: &'a str,
    /// With its quotes.
    pub(super) span: Range<usize>,
}

impl<'a> Node<'a> {
    pub(super) fn root(document: &'a Spanned<DeTable<'a>>) -> Self {
        Self {
            table: document.get_ref(),
            // A file begins with its first line.
            span: 0..0,
        }
    }

    fn of(value: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        let table = value.get_ref().as_table()?;
        Some(Self {
            table,
            span: value.span(),
        })
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table.get(key)
    }

    fn values(&self, key: &str) -> impl Iterator<Item = &'a Spanned<DeValue<'a>>> {
        let array = self.value(key).and_then(|value| value.get_ref().as_array());
        array.into_iter().flat_map(|array| array.iter())
    }

    /// Whether there is something of this name, whatever it is.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Where the field of this name stands; the table itself where there is none.
    pub(super) fn at(&self, key: &str) -> Range<usize> {
        let found = self.table.get_key_value(key);
        found.map_or(self.span.clone(), |(key, _)| key.span())
    }

    /// The names of the fields.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.table.keys().map(|key| key.get_ref().as_ref())
    }

    /// A text.
    pub(super) fn text(&self, key: &str) -> Option<Word<'a>> {
        self.value(key).and_then(Word::of)
    }

    /// A list of texts.
    pub(super) fn texts(&self, key: &str) -> Vec<Word<'a>> {
        self.values(key).filter_map(Word::of).collect()
    }

    /// Whether this is set to true.
    pub(super) fn flag(&self, key: &str) -> bool {
        self.value(key)
            .is_some_and(|value| value.get_ref().as_bool() == Some(true))
    }

    /// A whole number, and where it stands.
    pub(super) fn number(&self, key: &str) -> Option<(i128, Range<usize>)> {
        let value = self.value(key)?;
        let number = whole(value.get_ref())?;
        Some((number, value.span()))
    }

    /// A table.
    pub(super) fn node(&self, key: &str) -> Option<Node<'a>> {
        self.value(key).and_then(Node::of)
    }

    /// A list of tables.
    pub(super) fn nodes(&self, key: &str) -> Vec<Node<'a>> {
        self.values(key).filter_map(Node::of).collect()
    }
}

impl<'a> Word<'a> {
    fn of(value: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        let text = value.get_ref().as_str()?;
        Some(Self {
            text,
            span: value.span(),
        })
    }
}

/// The whole number that this is, if it is one that anybody would write.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i128> {
    let number = value.as_integer()?;
    i128::from_str_radix(number.as_str(), number.radix()).ok()
}
