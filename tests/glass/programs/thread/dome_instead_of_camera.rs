//@ ends deadlock
// The drive takes its target before that, under another guard: this isn't what the camera waits for.
use std::sync::{Condvar, Mutex};
use std::thread;

#[derive(Default)]
struct Status {
    target: Option<u32>,
    is_tracking: bool,
}

#[derive(Default)]
struct Telescope {
    status: Mutex<Status>,
    drive: Condvar,
    camera: Condvar,
    dome: Condvar,
}

impl Telescope {
    fn expose(&self) {
        let mut status = self.status.lock().unwrap(); //~ writes status
        status.target = Some(7);
        self.drive.notify_one();
        while !status.is_tracking {
            status = self.camera.wait(status).unwrap(); //~ ends status, stands
        }
    }

    fn drive(&self) {
        let mut status = self.status.lock().unwrap(); //~ writes status
        while status.target.is_none() {
            status = self.drive.wait(status).unwrap();
        }
        let target = status.target.take();
        drop(status); //~ ends status
        let mut status = self.status.lock().unwrap(); //~ writes status
        status.is_tracking = target.is_some();
        self.dome.notify_one();
    } //~ ends status

    fn turn_dome(&self) {
        let mut status = self.status.lock().unwrap(); //~ writes status
        while !status.is_tracking {
            status = self.dome.wait(status).unwrap(); //~ ends status, writes status
        }
    } //~ ends status
}

fn main() {
    let telescope = Telescope::default();
    thread::scope(|scope| {
        scope.spawn(|| telescope.turn_dome());
        scope.spawn(|| telescope.drive());
        telescope.expose();
    });
}
//= The main thread waits on line 26 (in `expose`, called by a closure in `main` on line 55) for a notification on `camera`. No thread has notified `camera`. During the wait, thread 2 changed `status` on line 38 (in `drive`, called by a closure in `main` on line 54), and then notified `dome` on line 39. No line of the program notifies `camera`. No other thread is left that could send one.
//? in `drive`, notify `camera` after every change of `status`
