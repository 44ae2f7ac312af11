//! Help with a lesson (the editor, hints, the solution, the starter, rustc's explanation of an error), and the colors.

use super::{Background, FileEditor, Overlay, Pane, ScrollState, State, Tab, TerminalEffect};
use crate::engine::{Command, Confirmation, Editing, FileUse, Refusal, ThemeChoice};
use crate::keymap::{Action, Context, key_name};

impl State {
    /// Says why something cannot be done.
    pub(super) fn refuse_action(&mut self, why: &Refusal) {
        self.notice = Some(why.sentence());
    }

    pub(super) fn edit(&mut self) {
        match self.session.edit() {
            Ok(Editing::BuiltIn) => self.edit_here(),
            Ok(Editing::Outside) => {}
            Ok(Editing::InTerminal { path, line }) => {
                self.ask_terminal(TerminalEffect::Edit { path, line });
            }
            Err(why) => self.refuse_action(&why),
        }
    }

    pub(super) fn edit_here(&mut self) {
        let model = self.session.model();
        if let Some(why) = model.read_only() {
            self.notice = Some(why.to_string());
            return;
        }
        let place = (
            model.main_line().unwrap_or(1),
            model.main_column().unwrap_or(1),
        );
        match model.file_text() {
            Some(Ok(text)) => {
                let draft = model.draft().map(str::to_owned);
                let editor = FileEditor::open(model.lesson_id(), text, draft, place);
                self.scroll.page = ScrollState::default();
                self.notice = editor.is_draft.then(|| {
                    let key = key_name(Context::Editor, Action::Save);
                    format!("This is your unsaved draft from last time. {key} saves it.")
                });
                self.overlay = Overlay::Editor(Box::new(editor));
            }
            Some(Err(why)) => self.notice = Some(why.to_string()),
            // The editor opens as soon as the file has been read.
            None if model.is_grading() => self.edits_when_read = true,
            None => self.refuse_action(&Refusal::NoFile(FileUse::Edit)),
        }
    }

    pub(super) fn explain(&mut self) {
        if self.explained.take().is_some() {
            return;
        }
        match self.session.explain() {
            Ok(code) => {
                self.explained = Some(code);
                self.scroll.verdict = ScrollState::default();
                (self.tab, self.pane) = (Tab::Compiler, Pane::Verdict);
            }
            Err(why) => self.refuse_action(&why),
        }
    }

    pub(super) fn hint(&mut self) {
        if !self.tabs().contains(&Tab::Hints) {
            return self.refuse_action(&Refusal::NoHints);
        }
        self.session.show_hint();
        self.show_tab(Tab::Hints);
        // The newest hint is the last one.
        self.scroll.verdict.scroll_to_end();
    }

    /// Shows the solution, or asks for confirmation first.
    pub(super) fn solution(&mut self) {
        match self.session.ask_solution() {
            Ok(None) => self.show_tab(Tab::Solution),
            Ok(Some(confirmation)) => self.overlay = Overlay::Confirm(confirmation),
            Err(why) => self.refuse_action(&why),
        }
    }

    pub(super) fn ask_reset(&mut self) {
        match self.session.ask_reset() {
            Ok(confirmation) => self.overlay = Overlay::Confirm(confirmation),
            Err(why) => self.refuse_action(&why),
        }
    }

    pub(super) fn confirmed(&mut self, confirmed: Confirmation) {
        self.session.confirm(confirmed);
        match confirmed {
            Confirmation::Reset => {}
            Confirmation::Solution => self.show_tab(Tab::Solution),
        }
    }

    /// Switches to the next theme, and saves the choice for the next start.
    pub(super) fn next_theme(&mut self) {
        if self.appearance.lacks_colors {
            let says = "All themes look the same here: colors are off.";
            self.notice = Some(says.to_owned());
            return;
        }
        let appearance = &mut self.appearance;
        appearance.theme = appearance.next_theme();
        let says = match (appearance.theme, appearance.background) {
            (ThemeChoice::Dark, _) => "Theme: dark.",
            (ThemeChoice::Light, _) => "Theme: light.",
            (ThemeChoice::Ansi, _) => "Theme: ansi, the sixteen colors of the terminal.",
            (ThemeChoice::Auto, Some(Background::Dark)) => {
                "Theme: auto. The terminal's background is dark."
            }
            (ThemeChoice::Auto, Some(Background::Light)) => {
                "Theme: auto. The terminal's background is light."
            }
            (ThemeChoice::Auto, None) if !appearance.asked => {
                "Theme: auto. cellmate asks the terminal for its background at the next start."
            }
            (ThemeChoice::Auto, None) => {
                "Theme: auto. Unknown terminal background: cellmate uses the terminal's own sixteen colors."
            }
        };
        self.notice = Some(says.to_owned());
        let choice = appearance.theme;
        if self.model().desk().is_some() && self.model().read_only().is_none() {
            self.session.send([Command::SetTheme(choice)]);
        }
    }
}
