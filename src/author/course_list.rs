//! Adds a lesson to the list of a chapter in `course.toml`, and leaves the rest of the file as it is.

use super::toml_texts;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

/// Returns the text with the lesson at the end of its chapter's list, and adds the chapter if there is none. Returns
/// `None` if the file is written in a way that this function cannot edit.
pub(super) fn with_lesson(toml: &str, chapter: &str, id: &str) -> Option<String> {
    let document = DeTable::parse(toml).ok()?;
    let chapters = document.get_ref().get("chapter").map(Spanned::get_ref);
    let chapters: Vec<&DeTable<'_>> = match chapters {
        None => Vec::new(),
        Some(chapters) => chapters
            .as_array()?
            .iter()
            .filter_map(|one| one.get_ref().as_table())
            .collect(),
    };
    let named = |table: &&DeTable<'_>| text(table, "id") == Some(chapter);
    let mut changed = toml.to_owned();
    match chapters.iter().find(|table| named(table)) {
        Some(table) => {
            let lessons = table.get("lessons")?;
            insert(
                &mut changed,
                lessons.get_ref().as_array()?,
                lessons.span(),
                id,
            );
        }
        None => add_chapter(&mut changed, chapters.last().copied(), chapter, id),
    }
    // The file may be written in a way that this function does not foresee, so it checks the result.
    lists(&changed, chapter, id).then_some(changed)
}

fn text<'a>(table: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    table.get(key)?.get_ref().as_str()
}

fn lists(toml: &str, chapter: &str, id: &str) -> bool {
    let Ok(document) = DeTable::parse(toml) else {
        return false;
    };
    let chapters = document
        .get_ref()
        .get("chapter")
        .and_then(|chapters| chapters.get_ref().as_array());
    let tables = chapters
        .into_iter()
        .flat_map(|array| array.iter())
        .filter_map(|one| one.get_ref().as_table());
    let of_chapter = tables.filter(|table| text(table, "id") == Some(chapter));
    let lists = of_chapter.filter_map(|table| table.get("lessons")?.get_ref().as_array());
    let lessons = lists
        .flat_map(|array| array.iter())
        .filter_map(|lesson| lesson.get_ref().as_str());
    lessons.filter(|lesson| *lesson == id).count() == 1
}

/// Inserts `"id"` after the last lesson, on its own line if the others have theirs.
fn insert(toml: &mut String, lessons: &DeArray<'_>, span: Range<usize>, id: &str) {
    let Some(last) = lessons.last().map(Spanned::span) else {
        toml.insert_str(span.start + 1, &format!("\"{id}\""));
        return;
    };
    let behind = &toml[last.end..span.end - 1];
    let Some(line_end) = behind.find('\n').map(|at| last.end + at) else {
        toml.insert_str(last.end, &format!(", \"{id}\""));
        return;
    };
    // The last lesson may be followed by a comma and a comment, which stays on its line.
    let line_end = line_end - usize::from(toml[..line_end].ends_with('\r'));
    let comment = toml[last.end..line_end]
        .find('#')
        .map_or(line_end, |at| last.end + at);
    let comma = toml[last.end..comment].contains(',');
    let start = toml[..last.start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &toml[start..last.start];
    let indent = if indent.trim().is_empty() {
        indent
    } else {
        "    "
    };
    let end = if comma { "," } else { "" };
    let line = format!("{}{indent}\"{id}\"{end}", newline(toml));
    toml.insert_str(line_end, &line);
    if !comma {
        toml.insert(last.end, ',');
    }
}

fn add_chapter(toml: &mut String, last: Option<&DeTable<'_>>, chapter: &str, id: &str) {
    let end = last.and_then(|table| {
        table
            .values()
            .map(|value: &Spanned<DeValue<'_>>| value.span().end)
            .max()
    });
    let end = end.map(|end| toml[end..].find('\n').map_or(toml.len(), |at| end + at + 1));
    let at = end.unwrap_or(toml.len());
    let new = newline(toml);
    let ends_well = toml[..at].is_empty() || toml[..at].ends_with('\n');
    let before = if ends_well { "" } else { new };
    let lines = [
        String::new(),
        "[[chapter]]".to_owned(),
        format!("id = \"{chapter}\""),
        "title = \"TODO: what the list shows for this chapter\"".to_owned(),
        format!("lessons = [\"{id}\"]"),
    ];
    toml.insert_str(at, &format!("{before}{}{new}", lines.join(new)));
}

fn newline(toml: &str) -> &'static str {
    if toml.contains("\r\n") { "\r\n" } else { "\n" }
}

pub(super) fn line_of(toml: &str, id: &str) -> Option<usize> {
    let texts = toml_texts::all(toml);
    texts
        .iter()
        .find(|text| text.key == "chapter.lessons" && text.value == id)
        .map(|text| text.line)
}

#[cfg(test)]
mod tests {
    use super::with_lesson;

    const HEAD: &str = "format = 1 # one\n\n[[chapter]]\nid = \"a\"\ntitle = \"A\"\n";

    /// A list, and the same list with one more lesson.
    const LISTS: &[(&str, &str)] = &[
        ("lessons = []\n", "lessons = [\"new\"]\n"),
        ("lessons = [ ] # none\n", "lessons = [\"new\" ] # none\n"),
        (
            "lessons = [\"x\"] # one\n",
            "lessons = [\"x\", \"new\"] # one\n",
        ),
        ("lessons = [\"x\",]\n", "lessons = [\"x\", \"new\",]\n"),
        (
            "lessons = [\n  \"x\",\n]\n",
            "lessons = [\n  \"x\",\n  \"new\",\n]\n",
        ),
        (
            "lessons = [\n\t'x'\n]\n",
            "lessons = [\n\t'x',\n\t\"new\"\n]\n",
        ),
        (
            "lessons = [\n  \"x\" # a, b\n]\n",
            "lessons = [\n  \"x\", # a, b\n  \"new\"\n]\n",
        ),
        (
            "lessons = [\n  \"x\", # a\n  # b\n]\n",
            "lessons = [\n  \"x\", # a\n  \"new\",\n  # b\n]\n",
        ),
        (
            "lessons = [\"w\",\n  \"x\"]\n",
            "lessons = [\"w\",\n  \"x\", \"new\"]\n",
        ),
        (
            "lessons = [\r\n  \"x\",\r\n]\r\n",
            "lessons = [\r\n  \"x\",\r\n  \"new\",\r\n]\r\n",
        ),
    ];

    #[test]
    fn a_lesson_is_added_in_the_layout_of_its_list() {
        for (before, after) in LISTS {
            let tail = "\n# kept\n[[feedback]]\nid = \"f\"\n";
            let whole = |lessons: &str| format!("{HEAD}{lessons}{tail}");
            assert_eq!(
                with_lesson(&whole(before), "a", "new").as_ref(),
                Some(&whole(after)),
                "{before}"
            );
        }
    }

    #[test]
    fn a_new_chapter_is_added_after_the_last_one() {
        let chapter = "\n[[chapter]]\nid = \"b\"\ntitle = \"TODO: what the list shows for this chapter\"\nlessons = [\"new\"]\n";
        for (before, after) in [
            (format!("{HEAD}lessons = [] # none"), "\n"),
            (
                format!("{HEAD}lessons = []\n"),
                "\n# kept\n[[feedback]]\nid = \"f\"\n",
            ),
            ("format = 1\n".to_owned(), ""),
        ] {
            let tail = if after == "\n" { "" } else { after };
            let wanted = format!("{}\n{chapter}{tail}", before.trim_end_matches('\n'));
            assert_eq!(
                with_lesson(&format!("{before}{tail}"), "b", "new"),
                Some(wanted)
            );
        }
    }

    #[test]
    fn a_list_in_another_layout_is_not_changed() {
        assert_eq!(with_lesson("chapter = 1\n", "a", "new"), None);
        assert_eq!(
            with_lesson(
                "chapter = [{ id = \"a\", title = \"A\", lessons = [] }]\n",
                "b",
                "new"
            ),
            None
        );
        assert!(
            with_lesson(
                "chapter = [{ id = \"a\", title = \"A\", lessons = [] }]\n",
                "a",
                "new"
            )
            .is_some()
        );
    }
}
