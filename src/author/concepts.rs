//! `lessons/README.md`: what each lesson teaches.

use crate::course::Course;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Returns the lessons by chapter, and the lessons for each concept, as Markdown.
#[must_use]
pub fn concepts(course: &Course) -> String {
    let mut text = format!(
        "# {}: what each lesson teaches\n\n\
         Generated from the lessons by `CELLMATE_BLESS=1 cargo test --lib concepts`; a test fails if it is stale.\n\n\
         ## The lessons\n\n| chapter | lessons (core lessons in bold) |\n|---|---|\n",
        course.title
    );
    for chapter in &course.chapters {
        let lessons = course.lessons.iter();
        let lessons: Vec<String> = lessons
            .filter(|lesson| lesson.chapter == chapter.id)
            .map(|lesson| {
                let bold = if lesson.head.core { "**" } else { "" };
                format!(
                    "{bold}[{}]({}/{}.toml){bold}",
                    lesson.id, lesson.chapter, lesson.id
                )
            })
            .collect();
        let _ = writeln!(text, "| {} | {} |", chapter.title, lessons.join(", "));
    }
    let mut concepts: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for lesson in &course.lessons {
        for concept in &lesson.head.concepts {
            let place = (concept.to_lowercase(), concept.as_str());
            concepts.entry(place).or_default().push(&lesson.id);
        }
    }
    text += "\n## The concepts\n\n| concept | lessons |\n|---|---|\n";
    for ((_, concept), lessons) in concepts {
        let _ = writeln!(text, "| {concept} | {} |", lessons.join(", "));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    #[test]
    fn the_table_in_the_repository_is_current() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let made = concepts(&Course::folder(root).unwrap());
        let file = root.join("lessons/README.md");
        if std::env::var_os("CELLMATE_BLESS").is_some() {
            fs::write(&file, &made).unwrap();
        }
        let there = fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(there, made, "run it again with CELLMATE_BLESS=1");
    }
}
