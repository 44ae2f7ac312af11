//! A lenient view of a parsed TOML table: a value of the wrong type counts as missing, because `validate` reports it.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

#[derive(Clone)]
pub(super) struct Node<'a> {
    table: &'a DeTable<'a>,
    /// The header, or the whole of an inline table.
    pub(super) span: Range<usize>,
}

#[derive(Clone)]
pub(super) struct SpannedStr<'a> {
    pub(super) text: &'a str,
    /// Includes the quotes.
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

    fn from_value(value: &'a Spanned<DeValue<'a>>) -> Option<Self> {
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

    /// Whether there is a value of this name, of any type.
    pub(super) fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Returns the location of a field, or of the table if there is no such field.
    pub(super) fn at(&self, key: &str) -> Range<usize> {
        let found = self.table.get_key_value(key);
        found.map_or(self.span.clone(), |(key, _)| key.span())
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.table.keys().map(|key| key.get_ref().as_ref())
    }

    pub(super) fn text(&self, key: &str) -> Option<SpannedStr<'a>> {
        self.value(key).and_then(SpannedStr::from_value)
    }

    pub(super) fn texts(&self, key: &str) -> Vec<SpannedStr<'a>> {
        self.values(key)
            .filter_map(SpannedStr::from_value)
            .collect()
    }

    pub(super) fn flag(&self, key: &str) -> bool {
        self.value(key)
            .is_some_and(|value| value.get_ref().as_bool() == Some(true))
    }

    pub(super) fn number(&self, key: &str) -> Option<(i128, Range<usize>)> {
        let value = self.value(key)?;
        let number = whole(value.get_ref())?;
        Some((number, value.span()))
    }

    pub(super) fn is_list(&self, key: &str) -> bool {
        self.value(key)
            .is_some_and(|value| value.get_ref().as_array().is_some())
    }

    pub(super) fn node(&self, key: &str) -> Option<Node<'a>> {
        self.value(key).and_then(Node::from_value)
    }

    pub(super) fn nodes(&self, key: &str) -> Vec<Node<'a>> {
        self.values(key).filter_map(Node::from_value).collect()
    }
}

impl<'a> SpannedStr<'a> {
    fn from_value(value: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        let text = value.get_ref().as_str()?;
        Some(Self {
            text,
            span: value.span(),
        })
    }
}

pub(super) fn whole(value: &DeValue<'_>) -> Option<i128> {
    let number = value.as_integer()?;
    i128::from_str_radix(number.as_str(), number.radix()).ok()
}
