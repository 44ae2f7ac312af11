//! Suggests known names for a misspelled one.

/// The longest text that is compared with the known names.
const MAX_NAME_BYTES: usize = 200;

/// Returns the known word nearest to `word`, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    let most = |other: &str| letters.max(other.chars().count()).div_ceil(3);
    let known: Vec<&str> = known.into_iter().collect();
    // Most words are not misspelled, and then no distance has to be computed.
    if let Some(same) = known.iter().find(|other| **other == word) {
        return Some(same);
    }
    known
        .into_iter()
        // A distance is at least the difference of the lengths, which takes less time to compute.
        .filter(|other| letters.abs_diff(other.chars().count()) <= most(other))
        .map(|other| (distance(word, other), other))
        .filter(|(distance, other)| *distance <= most(other))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// Returns "did you mean …" if a known word is near, else the list of the known words.
pub(super) fn suggest<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    noun: &str,
) -> String {
    let known = known.into_iter().filter(|known| !known.trim().is_empty());
    let known: Vec<&str> = known.collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    if known.is_empty() {
        return format!("there is no {noun} here");
    }
    let quoted: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    format!("use one of: {}", quoted.join(", "))
}

/// Returns "did you mean …" if a known word is near; else what to write, or which known words there are.
pub(super) fn suggest_or_write<'a>(
    word: &str,
    known: impl IntoIterator<Item = &'a str>,
    write: &str,
) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(near) = nearest(word, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    let quoted: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
    match quoted.as_slice() {
        [] => format!("write it: {write}"),
        names => format!(
            "write it: {write}; or name another one: {}",
            names.join(", ")
        ),
    }
}

/// Counts how many letters have to be inserted, removed, changed or swapped with their neighbor.
fn distance(one: &str, other: &str) -> usize {
    // A long text is not a misspelled name, and comparing it takes time.
    if one.len().max(other.len()) > MAX_NAME_BYTES {
        return usize::MAX;
    }
    strsim::osa_distance(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_gets_the_nearest_word() {
        for (typed, meant) in [
            ("hnit", Some("hint")),
            ("takeway", Some("takeaway")),
            ("Kind", Some("kind")),
            ("kidn", Some("kind")),
            ("takeaways", Some("takeaway")),
            ("color", None),
            ("", None),
        ] {
            let known = ["hint", "kind", "takeaway", "text"];
            assert_eq!(nearest(typed, known), meant, "{typed}");
        }
    }

    #[test]
    fn without_a_guess_all_known_words_are_listed() {
        assert_eq!(
            suggest("zzzzzz", ["a", "b"], "test"),
            "use one of: `a`, `b`"
        );
        assert_eq!(suggest("zzzzzz", [], "test"), "there is no test here");
    }
}
