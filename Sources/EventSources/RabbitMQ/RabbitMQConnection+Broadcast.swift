// SPDX-License-Identifier: Apache-2.0

import Threads

/// Commands to workers without an answer. None of what goes wrong with them ends the connection: events go on.
extension RabbitMQConnection {
    package func broadcast(_ command: ControlCommand) throws(BrokerError) {
        guard !isCommandRefused else { return }
        let name = command.method.rawValue
        // Meanwhile nothing is received and no heartbeat is sent: it has to be over long before one is missed.
        let patience = min(settings.connectTimeout, settings.heartbeat > 0 ? settings.heartbeat / 4 : 1)
        guard let commands = openCommands(patience) else { return }
        do {
            switch try commands.send(
                command.body(controlExchange: settings.controlExchange), headers: commandHeaders(timeout: 1),
                patience: min(patience, 1))
            {
            case .sent, .nobodyListens:
                break
            case .refused(let reason):
                isCommandRefused = true
                let error = RefusalText(link.place, settings).error(.refused(reason), .publish(exchange: pidbox))
                warnOnce("\(error); events are followed without commands such as '\(name)'")
            case .held:
                tellAlarm(commands)
                warn("the command '\(name)' reaches the workers when the broker's alarm is over")
            case .blocked:
                warn(
                    "the command '\(name)' was not sent to the workers: the broker takes nothing while its alarm is on")
            case .unconfirmed:
                warn("the broker did not confirm the command '\(name)' in time; it may come late")
            }
        } catch {
            drop(commands, error, "the command '\(name)'")
        }
        tellAlarm(commands)
    }

    /// Takes what the broker says on the commands' connection.
    func serve(_ commands: CommandLink) {
        do { try commands.serve() } catch { drop(commands, error, nil) }
        tellAlarm(commands)
    }

    /// Where workers listen for commands.
    var pidbox: String { "\(settings.controlExchange).pidbox" }

    /// The headers of kombu's commands, whose answers are of interest for `timeout` seconds.
    func commandHeaders(timeout: Double) -> [AMQPEntry] {
        clock += 1
        return [
            AMQPEntry("clock", .integer(clock)), AMQPEntry("expires", .double(WallClock.now + timeout)),
        ]
    }

    private func openCommands(_ patience: Double) -> CommandLink? {
        // One that broke while it was idle is found out now, and made anew.
        if let commands { serve(commands) }
        if let commands { return commands }
        do {
            let link = try AMQPOpening(url, settings, timeout: patience).open(purpose: "commands")
            commands = CommandLink(link, exchange: pidbox)
            return commands
        } catch {
            warnOnce("no command can be sent to the workers: \(error); events are followed without")
            return nil
        }
    }

    /// The commands' connection is at its end; the next command makes a new one.
    private func drop(_ commands: CommandLink, _ failure: AMQPFailure, _ lost: String?) {
        commands.close(patience: 0)
        self.commands = nil
        guard let lost else { return }
        let error = RefusalText(link.place, settings).error(failure, .publish(exchange: pidbox))
        warn("\(lost) may not have reached the workers: \(error)")
    }

    /// Says when an alarm begins and ends; RabbitMQ tells those only who publish while it is on.
    private func tellAlarm(_ commands: CommandLink) {
        guard commands.alarm != toldAlarm else { return }
        toldAlarm = commands.alarm
        if let alarm = commands.alarm {
            warn(
                "the broker has raised an alarm (\(alarm)): it takes nothing from anybody who publishes, workers "
                    + "included, so events stay away until it is over; give it memory or disk space, or raise its limit"
            )
        } else {
            warn("the broker's alarm is over: events and commands pass again")
        }
    }
}
