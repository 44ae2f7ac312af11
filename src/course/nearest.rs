//! The known word that somebody most likely meant.

/// The known word nearest to this one, where one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().count();
    known
        .into_iter()
        .map(|other| (distance(word, other), other))
        .filter(|(distance, other)| *distance <= letters.max(other.chars().count()).div_ceil(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// "did you mean …" where something is near, else the list of what there is.
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
    format!("known here: {}", quoted.join(", "))
}

/// How many letters have to be put in, left out, changed or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    // Long texts are no misspelt names, and comparing them would take a while.
    if one.len().max(other.len()) > 200 {
        return usize::MAX;
    }
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for (i, a) in one.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let changed = rows[i][j] + usize::from(a != b);
            let mut least = changed.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        for (typed, meant) in [
            ("hnit", Some("hint")),
            ("takeway", Some("takeaway")),
            ("Kind", Some("kind")),
            ("kidn", Some("kind")),
            ("takeaways", Some("takeaway")),
            ("colour", None),
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
            "known here: `a`, `b`"
        );
        assert_eq!(suggest("zzzzzz", [], "test"), "there is no test here");
    }
}
