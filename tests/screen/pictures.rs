//! Every screen at four sizes, with text and style.

use super::driver::Driver;
use super::script::play;
use cellmate::theme::{Depth, Palette, Theme};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

const SIZES: [(u16, u16); 4] = [(160, 45), (120, 36), (80, 24), (60, 20)];

const SIXTEEN: Theme = Theme {
    depth: Depth::Sixteen,
    palette: Palette::Ansi,
    paints_ground: false,
};

/// Compares a screen at each size with its snapshot, after these steps and keys.
fn picture(name: &str, steps: &str, keys: &str) {
    themed_picture(name, steps, keys, SIXTEEN);
}

fn themed_picture(name: &str, steps: &str, keys: &str, theme: Theme) {
    for (width, height) in SIZES {
        let mut driver = Driver::new("tests/course/good");
        (driver.size, driver.theme) = ((width, height), theme);
        play(&mut driver, steps);
        // The first frame measures how far things scroll; the second one is final.
        driver.draw();
        play(&mut driver, &format!("keys: {keys}"));
        driver.draw();
        let picture = with_styles(&driver.draw());
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("pictures");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{name}-{width}x{height}"), picture));
    }
}

/// Returns the screen as text, and below each line a letter for the style of each column.
fn with_styles(buffer: &Buffer) -> String {
    let mut picture = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area().width)) {
        let text: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        let styles: String = row.iter().map(|cell| letter(cell.style())).collect();
        picture += &format!("│{}\n", text.trim_end());
        if !styles.trim_end().is_empty() {
            picture += &format!("·{}\n", styles.trim_end());
        }
    }
    picture
}

/// One letter for a style; capitals are bold.
fn letter(style: Style) -> char {
    let has = |modifier| style.add_modifier.contains(modifier);
    let color = match style.fg {
        _ if has(Modifier::REVERSED) => 'v',
        _ if style.bg == Some(Color::Red) => 'x',
        _ if style.bg == Some(Color::Green) => 'p',
        Some(Color::Cyan) => 'a',
        Some(Color::Green) => 'g',
        Some(Color::Red) => 'r',
        Some(Color::Yellow) => 'y',
        Some(Color::Magenta) => 'm',
        Some(Color::LightBlue) => 'l',
        Some(Color::Reset) | None if has(Modifier::DIM) => 'd',
        Some(Color::Reset) | None if has(Modifier::ITALIC) => 'i',
        Some(Color::Reset) | None if has(Modifier::BOLD) => 'b',
        Some(Color::Reset) | None => ' ',
        Some(_) => 'o',
    };
    if has(Modifier::BOLD) {
        color.to_ascii_uppercase()
    } else {
        color
    }
}

#[test]
fn the_first_start_is_drawn() {
    picture("first-start", "desk: none", "");
}

#[test]
fn a_grading_is_drawn() {
    picture("grading", "hold: grader", "");
}

#[test]
fn a_verdict_is_drawn_in_its_tabs() {
    picture("wrong-output", "grader: wrong", "1");
    picture("compiler", "grader: refused", "2");
    picture("tests", "grader: wrong", "3");
    picture("hints", "grader: panics", "h");
    picture("code", "grader: refused", "f");
    picture("code-zoomed", "grader: panics", "fz");
    picture("passed", "grader: passes", "1");
    picture("solution", "grader: passes", "s");
}

#[test]
fn borrows_and_threads_are_drawn_as_a_whole_and_step_by_step() {
    picture("borrows", "grader: panics", "4");
    picture(
        "borrows-stepped",
        "grader: panics",
        "4<right><right><right>",
    );
    picture("threads", "grader: panics threads", "4<right><right>");
}

#[test]
fn a_prediction_is_drawn_before_and_after_its_run() {
    picture("predict", "hold: grader", "]a<down><down>4");
    picture("predict-prints", "hold: grader", "]a<down>one<enter>two");
    picture("predicted", "grader: refused", "]a<down><down>5<enter>");
}

#[test]
fn choices_and_arranged_lines_are_drawn() {
    picture("choose", "hold: grader", "]]a<down>");
    picture("chosen", "hold: grader", "]]a2<enter>");
    picture("arrange", "hold: grader", "]]]a<space>");
}

#[test]
fn pages_are_drawn_over_the_panes() {
    picture("help", "hold: grader", "?");
    picture("find", "hold: grader", "/o");
    picture("reset", "grader: panics", "r");
    picture("editor", "grader: panics", "Ex");
    let problem = "no title\\n  |\\n3 | titel = 1\\n  | ^^^^^";
    picture(
        "problems",
        &format!("hold: grader\n course: {problem}"),
        "!",
    );
}

/// The keys that finish the first chapter.
const CHAPTER: &str =
    "]a<down><down>4<enter><enter><down><down><down><enter><enter>1<enter><enter>n";

#[test]
fn the_pages_of_a_finished_chapter_and_course_are_drawn() {
    picture("chapter-finished", "grader: passes", CHAPTER);
    let rest = "<enter>a1<enter><enter>a<space><enter>";
    let to_the_end = format!("grader: passes\n keys: {CHAPTER}{rest}");
    picture("course-finished", &to_the_end, "n");
    let mut driver = Driver::new("tests/course/good");
    play(
        &mut driver,
        &format!("{to_the_end}n\n hides: Lessons\n keys: <enter>\n hides: all lessons are done"),
    );
}

#[test]
fn a_list_with_a_folded_chapter_is_drawn() {
    picture("folded", "grader: passes", "l<left>");
}

#[test]
fn screens_are_drawn_without_colors() {
    let theme = Theme {
        depth: Depth::None,
        ..SIXTEEN
    };
    themed_picture("without-colors", "grader: wrong", "1", theme);
}

#[test]
fn a_screen_without_room_says_so() {
    let mut driver = Driver::new("tests/course/good");
    driver.resize(30, 6);
    assert!(driver.screen().starts_with("cellmate needs at least 40"));
}
