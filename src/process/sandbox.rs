//! What a confined job may reach, and which layers enforce that.

use super::{Cancel, Error, FileAccess, Job, Launcher, Limits, Termination};
use serde::{Deserialize, Serialize};
use std::fs;
use std::net::TcpListener;
use strum::VariantArray as _;

/// A layer of the confinement. Several may hold the same [`Property`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::VariantArray)]
#[serde(rename_all = "kebab-case")]
pub enum Layer {
    /// Root has no capabilities.
    Capabilities,
    /// The limits of memory.
    Memory,
    /// Landlock: files, network, signals.
    Landlock,
    /// A filter of system calls.
    Seccomp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sandbox {
    pub(super) layers: Vec<Layer>,
    pub(super) access: FileAccess,
    /// The limit of the address space, in bytes: shared mappings are not data.
    pub(super) address_space: u64,
}

/// How much address space threads and allocators may reserve, besides what a program uses.
const RESERVED: u64 = 4 << 30;
/// The address space of a compiler, and what its threads need in addition for each core.
const COMPILER: u64 = 2 << 30;
const COMPILER_PER_CORE: u64 = 16 << 20;

impl Sandbox {
    pub(super) fn new(layers: &[Layer], job: &Job) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let cores = u64::try_from(cores).unwrap_or(1);
        let memory = job.limits.memory.unwrap_or_default();
        Self {
            layers: layers.to_vec(),
            access: job.access.clone(),
            address_space: if job.access.builds {
                COMPILER + cores * COMPILER_PER_CORE
            } else {
                memory + RESERVED
            },
        }
    }

    #[cfg_attr(windows, expect(dead_code, reason = "Windows confines nothing"))]
    pub(super) fn has(&self, layer: Layer) -> bool {
        self.layers.contains(&layer)
    }

    /// Returns the argument for the launcher. A path that is not Unicode makes an argument that it refuses.
    pub(super) fn to_arg(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What a confined program cannot do. cellmate tries each property before it relies on it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Property {
    ReadsOutside,
    WritesOutside,
    ChangesPermissions,
    Network,
    Signals,
    StartsPrograms,
    Memory,
    LimitsOfOthers,
}

impl Property {
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Completes "a confined program cannot".
    #[must_use]
    pub fn forbids(self) -> &'static str {
        match self {
            Self::ReadsOutside => "read your files",
            Self::WritesOutside => "write or create files",
            Self::ChangesPermissions => "change the permissions of your files",
            Self::Network => "use the network",
            Self::Signals => "send signals to other processes",
            Self::StartsPrograms => "start other programs",
            Self::Memory => "exceed the memory limit",
            Self::LimitsOfOthers => "change the limits of other processes",
        }
    }
}

impl Launcher {
    /// Returns a launcher that confines every job. Call [`Self::broken_properties`] before you rely on it.
    #[must_use]
    pub fn confined(self) -> Self {
        self.confined_by(Layer::VARIANTS)
    }

    /// Returns a launcher that confines every job with these layers only.
    #[must_use]
    pub fn confined_by(self, layers: &[Layer]) -> Self {
        let layers = Some(layers.to_vec());
        Self { layers, ..self }
    }

    /// Whether it confines the jobs.
    #[must_use]
    pub fn is_confined(&self) -> bool {
        self.layers.is_some()
    }

    pub(super) fn sandbox(&self, job: &Job) -> Option<Sandbox> {
        let layers = self.layers.as_deref()?;
        Some(Sandbox::new(layers, job))
    }

    /// Runs a program that tries everything that is forbidden, once as a program and once as a build. Returns the
    /// properties that do not hold on this machine.
    ///
    /// # Errors
    /// If the program cannot be run.
    pub fn broken_properties(&self) -> Result<Vec<Property>, Error> {
        let mut broken = self.try_forbidden(FileAccess::default())?;
        let as_build = self.try_forbidden(FileAccess {
            builds: true,
            read: vec![self.exe.clone()],
            write: Vec::new(),
        })?;
        broken.extend(
            as_build
                .iter()
                .filter(|property| OF_BUILDS.contains(property)),
        );
        broken.sort_unstable();
        broken.dedup();
        Ok(broken)
    }

    fn try_forbidden(&self, access: FileAccess) -> Result<Vec<Property>, Error> {
        let folder = tempfile::tempdir().map_err(Error::Watching)?;
        fs::write(folder.path().join(SECRET_FILE), "secret").map_err(Error::Watching)?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(Error::Watching)?;
        let port = listener.local_addr().map_err(Error::Watching)?.port();
        let job = Job {
            program: self.exe.clone(),
            args: vec![
                CANARY.into(),
                folder.path().into(),
                port.to_string().into(),
                std::process::id().to_string().into(),
            ],
            dir: super::neutral_folder(),
            env: Vec::new(),
            limits: Limits::program(),
            access,
        };
        let output = self.run(&job, &Cancel::new())?;
        let broken: Option<Vec<Property>> = serde_json::from_slice(&output.stdout.bytes).ok();
        match (output.termination, broken) {
            (Termination::Exited(0), Some(broken)) => Ok(broken),
            (termination, _) => Err(Error::Launcher(format!(
                "the program that tests the confinement {termination}"
            ))),
        }
    }
}

/// What a build cannot do either. It starts programs, and sets the permissions of its files.
const OF_BUILDS: [Property; 3] = [
    Property::ReadsOutside,
    Property::WritesOutside,
    Property::Network,
];

/// The hidden first argument that makes the binary try what is forbidden.
pub(super) const CANARY: &str = "__canary";

/// The file that it tries to read, change and replace.
pub(super) const SECRET_FILE: &str = "secret";
