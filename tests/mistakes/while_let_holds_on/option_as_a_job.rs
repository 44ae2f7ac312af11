//! A list of jobs. A job that is being done may put further ones on the list.

use std::cell::RefCell;
use std::collections::VecDeque;

struct Jobs {
    waiting: RefCell<VecDeque<String>>,
}

impl Jobs {
    fn new() -> Self {
        Jobs {
            waiting: RefCell::default(),
        }
    }

    /// Puts a job at the end of the list.
    fn add(&self, job: &str) {
        self.waiting.borrow_mut().push_back(job.to_owned());
    }

    /// Does the jobs, oldest first, until none is left; those that are added on the way, too.
    fn run(&self, work: impl Fn(&Self, &str)) {
        // Change this loop: the list cannot be written to while it goes round.
        while !self.waiting.borrow().is_empty() {
            let job = self.waiting.borrow_mut().pop_front();
            work(self, &job);
        }
    }
}

fn main() {
    let jobs = Jobs::new();
    jobs.add("build");
    jobs.add("tidy up");
    jobs.run(|jobs, job| {
        println!("{job}");
        match job {
            "build" => jobs.add("package"),
            "package" => {
                jobs.add("upload");
                jobs.add("announce");
            }
            _ => {}
        }
    });
}
