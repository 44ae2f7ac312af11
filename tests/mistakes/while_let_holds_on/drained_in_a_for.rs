//! A list of jobs. A running job may add more jobs to the list.

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

    /// Adds a job at the end of the list.
    fn add(&self, job: &str) {
        self.waiting.borrow_mut().push_back(job.to_owned());
    }

    /// Does the jobs, the oldest first, until none is left, including those that are added meanwhile.
    fn run(&self, work: impl Fn(&Self, &str)) {
        for job in self.waiting.borrow_mut().drain(..) {
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
